import type { EventBatchAnswer } from '@sluice/core'
import type { DrawnElement, ToldFlags } from '../hydration/drawn-exposures.ts'
import type { DrawnExposure } from './take-drawn.ts'

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
 * as text: it may use nothing but its arguments. The bodies are plain text, so that
 * another origin is asked nothing first. Of what may outlive the page there are 64 KiB, so
 * the first body has less, and those after it need the page until they are sent.
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
    const page = window as { sluiceTold?: ToldFlags; sluiceSequences?: Record<string, number> }
    const { sluiceTold, sluiceSequences: last = (page.sluiceSequences = {}) } = page
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
    const events = (JSON.parse(data.textContent) as DrawnExposure[])
      .filter(
        ({ flag }, index) =>
          !sluiceTold?.has(flag) &&
          !counted.has(keys[index] as string) &&
          fresh.push([keys[index] as string, at]) > 0,
      )
      .map((event) => {
        // What is left out has no number, or it would look like a loss.
        const sequence = (last[event.session] = (last[event.session] ?? 0) + 1)
        return { ...event, at, sequence }
      })
    if (events.length === 0) return
    const batches: (typeof events)[] = []
    let room = 0
    for (const event of events) {
      const bytes = new TextEncoder().encode(JSON.stringify(event)).length + 1
      if (room < bytes) {
        batches.push([])
        room = 48_000
      }
      batches.at(-1)?.push(event)
      room -= bytes
    }
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
    const posts = batches.map(async (batch, index) => {
      const body = JSON.stringify({ sentAt: at, key, reader: location.host, sdk, events: batch })
      const response = await fetch(url, { method: 'POST', keepalive: index === 0, body })
      // A body that nobody reads keeps its part of what may outlive the page. A login page in
      // place of the service says nothing of what it took, and is no JSON.
      const { accepted, refused } = (await response.json()) as EventBatchAnswer
      return response.ok && accepted + refused.length >= batch.length
    })
    data.sluiceSent = Promise.all(posts)
      .then((taken) => {
        const isTaken = !taken.includes(false)
        if (isTaken) remember()
        return isTaken
      })
      .catch(() => false)
  }
  document.addEventListener('visibilitychange', send)
  send()
}
