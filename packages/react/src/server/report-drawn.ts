import type { EventBatchAnswer, ExposureEvent } from '@sluice/core'
import type { DrawnElement, ToldFlags } from '../hydration/drawn-exposures.ts'

/** In which a person says no to everybody. */
interface Signals {
  readonly globalPrivacyControl?: boolean
  readonly doNotTrack?: string | null
}

/** How a page remembers, in the way of its client, what was counted a moment ago. */
export interface CountedPlace {
  /** Where; absent: nowhere. */
  readonly storage: 'localStorage' | 'sessionStorage' | undefined
  /** Before the names of what the client keeps there. */
  readonly name: string
  /** What tells the exposures apart, in the order in which they were drawn. */
  readonly keys: readonly string[]
}

/**
 * Reports what a server drew, from the moment the document is visible, unless the
 * client was there before or the same was counted within a day. Runs in the page,
 * as text: it may use nothing but its arguments. The body is plain text, so that
 * another origin is asked nothing first.
 */
export function reportDrawn(
  url: string,
  key: string,
  sdk: string,
  { storage, name, keys }: CountedPlace,
): void {
  const data: DrawnElement | null | undefined = document.currentScript?.previousElementSibling
  const { globalPrivacyControl, doNotTrack } = navigator as Signals
  if (!data || globalPrivacyControl || doNotTrack === '1') return
  const send = (): void => {
    if (document.visibilityState !== 'visible') return
    document.removeEventListener('visibilitychange', send)
    const { sluiceTold } = window as { sluiceTold?: ToldFlags }
    const at = Date.now()
    const read = (place: CountedPlace['storage'], part: string): string | null | undefined => {
      try {
        return place && window[place].getItem(name + part)
      } catch {
        // Denied: then nothing is known, and nothing kept.
        return undefined
      }
    }
    const recent = (): [key: string, at: number][] => {
      try {
        const counted = JSON.parse(read(storage, '.counted') ?? '') as Record<string, number>
        return Object.entries(counted).filter(([, then]) => Math.abs(at - then) < 86_400_000)
      } catch {
        return []
      }
    }
    const withdrawals = read('localStorage', '.withdrawn')
    const counted = new Map(recent())
    const fresh: [key: string, at: number][] = []
    const events = (JSON.parse(data.textContent) as ExposureEvent[])
      .filter(
        ({ flag }, index) =>
          !sluiceTold?.has(flag) &&
          !counted.has(keys[index] as string) &&
          fresh.push([keys[index] as string, at]) > 0,
      )
      .map((event) => ({ ...event, at }))
    if (events.length === 0) return
    const remember = (): void => {
      // What was withdrawn meanwhile is not known any more.
      if (!storage || read('localStorage', '.withdrawn') !== withdrawals) return
      try {
        const all = Object.fromEntries([...recent(), ...fresh])
        window[storage].setItem(`${name}.counted`, JSON.stringify(all))
      } catch {
        // Full, or denied: the same counts again with the next page.
      }
    }
    const body = JSON.stringify({ sentAt: at, key, reader: location.host, sdk, events })
    data.sluiceSent = fetch(url, { method: 'POST', keepalive: true, body })
      .then(async (response) => {
        // A body that nobody reads keeps its part of what may outlive the page. A login page in
        // place of the service says nothing of what it took, and is no JSON.
        const { accepted, refused } = (await response.json()) as EventBatchAnswer
        const isTaken = response.ok && accepted + refused.length >= events.length
        if (isTaken) remember()
        return isTaken
      })
      .catch(() => false)
  }
  document.addEventListener('visibilitychange', send)
  send()
}
