import { SluiceError } from '@sluice/core'

/** Which origins on this machine and its networks messages may go to: every one, or those named. */
export type InnerTargets = 'all' | readonly string[]

/**
 * Refuses what are no origins.
 *
 * @throws SluiceError `INVALID_OPTIONS`
 */
export function checkTargets(targets: readonly string[]): void {
  for (const target of targets) {
    const parsed = URL.parse(target)
    if (parsed?.origin === target && /^https?:$/.test(parsed.protocol)) continue
    throw new SluiceError(
      'INVALID_OPTIONS',
      `The message target "${target}" is no origin, such as https://deploy.internal:8443: scheme and host, without a path.`,
    )
  }
}

/** Whether a message may go to an address, also where that is an inner one. */
export function mayBeInside(targets: InnerTargets, url: string): boolean {
  return targets === 'all' || targets.includes(URL.parse(url)?.origin ?? '')
}
