import { SluiceError } from '@sluice/core'
import { BlockList, isIP } from 'node:net'

/** An address that metrics may be asked from. */
export interface MetricSourceOption {
  /** Scheme and host, with the port where it is not the usual one. */
  readonly origin: string
  /** Whether it may be on this machine or in a private network. Default false. */
  readonly allowPrivate?: boolean
}

/** Never asked, whoever allows it: this is where clouds keep the keys of a machine. */
const NEVER = new BlockList()
NEVER.addSubnet('169.254.0.0', 16)
NEVER.addAddress('fd00:ec2::254', 'ipv6')
NEVER.addSubnet('fe80::', 10, 'ipv6')

const PRIVATE = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(network, prefix)
}
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['ff00::', 8],
  ['64:ff9b::', 96],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv6')
}

/**
 * Refuses options that are no origins, or name an address that is never asked.
 *
 * @throws SluiceError `INVALID_OPTIONS`, `METRIC_SOURCE_REFUSED`
 */
export function checkSources(sources: readonly MetricSourceOption[]): void {
  for (const { origin } of sources) {
    const parsed = URL.canParse(origin) ? new URL(origin) : undefined
    if (parsed?.origin === origin && /^https?:$/.test(parsed.protocol)) {
      allowedSource(origin, sources)
      continue
    }
    throw new SluiceError(
      'INVALID_OPTIONS',
      `The metric source "${origin}" is no origin, such as https://prometheus.example: scheme and host, without a path.`,
    )
  }
}

/**
 * Finds the option that allows an address.
 *
 * @throws SluiceError `METRIC_SOURCE_REFUSED`, status 422
 */
export function allowedSource(
  url: string,
  sources: readonly MetricSourceOption[],
): { readonly url: URL; readonly source: MetricSourceOption } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const source = sources.find(({ origin }) => parsed?.origin === origin)
  if (parsed === undefined || source === undefined) {
    const there = sources.map(({ origin }) => origin).join(', ')
    throw refused(
      `This service asks no metrics from ${parsed?.origin ?? 'what is no address'}. ${there === '' ? 'It asks from nowhere' : `It asks from ${there}`}; whoever runs it names addresses in SLUICE_METRIC_SOURCES.`,
    )
  }
  const host = parsed.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0) checkAddress(host, source)
  return { url: parsed, source }
}

/**
 * Refuses an address that a name turned out to have.
 *
 * @throws SluiceError `METRIC_SOURCE_REFUSED`, status 422
 */
export function checkAddress(address: string, { origin, allowPrivate }: MetricSourceOption): void {
  // An IPv4 address written as IPv6 is found by the lists as what it is.
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  if (NEVER.check(address, family)) {
    throw refused(`${origin} is at ${address}, where no metrics are and secrets may be.`)
  }
  if (allowPrivate !== true && PRIVATE.check(address, family)) {
    throw refused(
      `${origin} is at ${address}, in a private network. Whoever runs the service allows that with "private+${origin}".`,
    )
  }
}

function refused(message: string): SluiceError {
  return new SluiceError('METRIC_SOURCE_REFUSED', message, { status: 422 })
}
