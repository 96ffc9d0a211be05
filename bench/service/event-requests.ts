import { requestBytes } from './load.ts'

/** Hexadecimal digits at the end of an id that are made new for each request. */
const FRESH_DIGITS = 12

/** Requests that never send the same event twice. */
export interface EventRequests {
  /** The next one; the bytes are good until the same call comes round again. */
  next(): Buffer
}

/**
 * Writes batches of exposures, and changes only the ids in them for each request:
 * what has been sent before would cost a service less.
 *
 * @param perBatch - events in each
 * @param kinds - different requests, whose units and sessions differ as well
 */
export function eventRequests(
  url: URL,
  headers: Readonly<Record<string, string>>,
  perBatch: number,
  kinds: number,
): EventRequests {
  // As a page makes them now: ids of long ago are kept apart.
  const time = Date.now().toString(16).padStart(12, '0')
  const id = `${time.slice(0, 8)}-${time.slice(8)}-7abc-8def-${'0'.repeat(FRESH_DIGITS)}`
  const templates = Array.from({ length: kinds }, (_, kind) => {
    const events = Array.from({ length: perBatch }, (_unused, index) => exposure(id, kind, index))
    const body = JSON.stringify({ sentAt: Date.now(), reader: 'shop.example', events })
    const bytes = requestBytes(url, headers, body)
    return { bytes, places: placesOf(bytes, id) }
  })
  let turn = 0
  let count = 0
  return {
    next() {
      const { bytes, places } = templates[turn++ % kinds] as (typeof templates)[number]
      for (const place of places) {
        bytes.write((count++).toString(16).padStart(FRESH_DIGITS, '0'), place, 'latin1')
      }
      return bytes
    },
  }
}

function exposure(id: string, kind: number, index: number): object {
  return {
    type: 'exposure',
    id,
    units: { targetingKey: `user-${kind}`, anonymousKey: `a1b2c3d4e5f6-${kind}` },
    session: `0190a8b0-${kind}`,
    sequence: index + 1,
    at: Date.now(),
    flag: `flag-${index % 100}`,
    variant: 'on',
    allocationVersion: 3,
    version: 42,
    ruleId: 'split',
    reason: 'SPLIT',
    phase: 'commit',
    weight: 1,
    contextHash: 'c0ffee12',
  }
}

function placesOf(bytes: Buffer, id: string): number[] {
  const places: number[] = []
  for (let at = bytes.indexOf(id); at >= 0; at = bytes.indexOf(id, at + 1)) {
    places.push(at + id.length - FRESH_DIGITS)
  }
  return places
}
