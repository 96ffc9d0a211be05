import { vitalOutcome, type Vital } from '@sluice/core'
import type { SluiceClient } from '../client.ts'
import { browserVitals } from './browser.ts'
import { watchDefaults, type DefaultsClient } from './defaults.ts'
import type { VitalEntry } from './entries.ts'
import type { VitalsEnvironment } from './environment.ts'
import { causesOf, unforced, type RecentChange } from './gates.ts'
import { addInteraction, nextPaintOf, UNTOUCHED } from './interactions.ts'
import { addShift, STILL } from './layout-shifts.ts'

/** A task is long from here on; what is beyond it keeps the page from answering. */
const LONG_TASK_MS = 50

/** More changes than this are no page but a loop. */
const MOST_CHANGES = 100

/** What recording needs of a client. */
export type VitalsClient = Pick<SluiceClient, 'track' | 'onChange' | 'exposures'> & DefaultsClient

/** How to record. */
export interface VitalsOptions {
  readonly environment?: VitalsEnvironment
}

/**
 * Records the web vitals of this page as tracked outcomes, for metrics to count: `lcp`, `inp`
 * and `long_task` in milliseconds, `cls` as a score, each once, when the page is first hidden or
 * left; and `late_value` and `gate_shift` for each flag whose value changed after it was drawn,
 * also where what was drawn was a default that the first answer replaced.
 *
 * @returns how to stop; what was not told by then is not told
 */
export function recordVitals(client: VitalsClient, options: VitalsOptions = {}): () => void {
  const { environment = browserVitals() } = options
  let paintedAt: number | undefined
  let isPainted = false
  let shifts = STILL
  let interactions = UNTOUCHED
  let blockedMs = 0
  let isTold = false
  const changes: RecentChange[] = []
  const shiftedBy = new Map<string, number>()

  const tell = (vital: Vital, value: number, flag?: string): void =>
    client.track(vitalOutcome(vital, flag), {
      value,
      ...(flag !== undefined && { properties: { flag } }),
    })
  const tellPaint = (): void => {
    if (isPainted || paintedAt === undefined) return
    isPainted = true
    tell('lcp', paintedAt)
  }
  const observe = (entry: VitalEntry): void => {
    switch (entry.entryType) {
      case 'largest-contentful-paint':
        // What somebody did changes what is large; only what came before says how fast the page was.
        if (!isPainted) paintedAt = entry.startTime
        break
      case 'layout-shift':
        shifts = addShift(shifts, entry)
        for (const flag of causesOf(entry, changes)) {
          shiftedBy.set(flag, (shiftedBy.get(flag) ?? 0) + (entry.value ?? 0))
        }
        break
      case 'longtask':
        blockedMs += Math.max(0, entry.duration - LONG_TASK_MS)
        break
      case 'event':
      case 'first-input':
        interactions = addInteraction(interactions, entry)
        break
    }
  }
  const end = (because: 'hidden' | 'input'): void => {
    tellPaint()
    if (because === 'input') return
    shiftedBy.forEach((value, flag) => tell('gate_shift', value, flag))
    shiftedBy.clear()
    if (isTold) return
    isTold = true
    tell('cls', shifts.worst)
    tell('long_task', blockedMs)
    const nextPaint = nextPaintOf(interactions)
    if (nextPaint !== undefined) tell('inp', nextPaint)
  }
  const tellLate = (flag: string, at: number): void => {
    if (changes.length >= MOST_CHANGES) return
    changes.push({ flag, at })
    tell('late_value', at, flag)
  }
  const defaults = watchDefaults(client, () => environment.now(), tellLate)
  const stops = [
    environment.observe(observe),
    environment.onEnd(end),
    client.onChange((changed) => {
      const drawn = new Set(client.exposures().map(({ flag }) => flag))
      const all = unforced(changed)
      for (const { key } of all) if (drawn.has(key)) tellLate(key, environment.now())
      defaults.follow(all.filter(({ key }) => !drawn.has(key)))
    }),
    () => defaults.stop(),
  ]
  return () => stops.forEach((stop) => stop())
}
