import { murmur3, SluiceError } from '@sluice/core'
import { messageOf } from '../message-of.ts'
import { isRecord, isWhole } from '../ruleset/shape.ts'
import { holdRuleset, type HeldRuleset } from '../ruleset/held-ruleset.ts'

const FORMAT = 1

/** The first line of a snapshot; the ruleset follows as it came. */
interface Header {
  readonly format: number
  /** Which service and key it was read with. */
  readonly service: string
  readonly epoch: string
  readonly version: number
  readonly etag?: string | undefined
  /** Of the ruleset's text; tells a file that was cut or damaged. */
  readonly checksum: number
}

/**
 * Names a service and an environment without telling the key: 32 bits of a hash
 * give nothing away of 256 random ones.
 */
export function serviceName(url: string, serverKey: string): string {
  return murmur3(`${url} ${serverKey}`).toString(36)
}

/** Writes a ruleset as a snapshot. */
export function writeSnapshot(
  service: string,
  { version, epoch, etag, text }: HeldRuleset,
): string {
  const header: Header = { format: FORMAT, service, epoch, version, etag, checksum: murmur3(text) }
  return `${JSON.stringify(header)}\n${text}`
}

/**
 * Reads a snapshot.
 *
 * @throws SluiceError `SNAPSHOT_UNREADABLE`, also when it is of another service or key
 */
export async function readSnapshot(service: string, snapshot: string): Promise<HeldRuleset> {
  try {
    const [header, text] = open(snapshot)
    if (header.service !== service) throw new Error('it is of another service or key')
    const held = await holdRuleset(text, header.epoch, header.etag)
    if (held.version !== header.version) throw new Error('the version does not fit the ruleset')
    return held
  } catch (cause) {
    const message = `The snapshot is not used: ${messageOf(cause)}. The next answer of the service replaces it.`
    throw new SluiceError('SNAPSHOT_UNREADABLE', message, { cause })
  }
}

/** Tells whether a snapshot that is kept must not be replaced by a ruleset: it is newer, and whole. */
export function isNewerSnapshot(
  kept: string,
  service: string,
  { epoch, version }: HeldRuleset,
): boolean {
  try {
    const [header] = open(kept)
    return header.service === service && header.epoch === epoch && header.version > version
  } catch {
    // Damaged: anything is better.
    return false
  }
}

function open(snapshot: string): [header: Header, text: string] {
  const end = snapshot.indexOf('\n')
  if (end === -1) throw new Error('it has no first line')
  const header: unknown = JSON.parse(snapshot.slice(0, end))
  if (!isHeader(header)) throw new Error('its first line is none of a snapshot')
  const text = snapshot.slice(end + 1)
  if (murmur3(text) !== header.checksum) throw new Error('its checksum does not fit')
  return [header, text]
}

function isHeader(value: unknown): value is Header {
  return (
    isRecord(value) &&
    value['format'] === FORMAT &&
    typeof value['service'] === 'string' &&
    typeof value['epoch'] === 'string' &&
    isWhole(value['version'], 0, Number.MAX_SAFE_INTEGER)
  )
}
