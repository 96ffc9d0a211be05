import { expect, it } from 'vitest'
import type { FlagChange } from '../state.ts'
import { recordVitals } from '../vitals.ts'
import type { VitalEntry, VitalsClient } from '../vitals.ts'
import { addInteraction, nextPaintOf, UNTOUCHED } from './interactions.ts'
import { addShift, STILL } from './layout-shifts.ts'

interface Told {
  readonly name: string
  readonly value: number | undefined
}

/** A page that measures what a test says, and what was tracked of it. */
function page() {
  const told: Told[] = []
  const shown: string[] = []
  let entries: ((entry: VitalEntry) => void) | undefined
  let end: ((because: 'hidden' | 'input') => void) | undefined
  let change: ((changes: readonly FlagChange[]) => void) | undefined
  let now = 0
  const client: VitalsClient = {
    track: (name, outcome) => void told.push({ name, value: outcome?.value }),
    onChange(listener) {
      change = listener
      return () => void (change = undefined)
    },
    exposures: () =>
      shown.map((flag) => ({ flag })) as unknown as ReturnType<VitalsClient['exposures']>,
  }
  const stop = recordVitals(client, {
    environment: {
      observe(listener) {
        entries = listener
        return () => void (entries = undefined)
      },
      onEnd(listener) {
        end = listener
        return () => void (end = undefined)
      },
      now: () => now,
    },
  })
  return {
    told,
    shown,
    stop,
    measure: (entryType: string, more: Partial<VitalEntry> = {}) =>
      entries?.({ entryType, startTime: now, duration: 0, ...more }),
    end: (because: 'hidden' | 'input') => end?.(because),
    at: (ms: number) => void (now = ms),
    change: (key: string, more: object = {}) =>
      change?.([
        { key, from: { key, metadata: {} }, to: { key, metadata: more } } as unknown as FlagChange,
      ]),
  }
}

it('tells each vital once, when the page is first hidden', () => {
  const { told, measure, end } = page()
  measure('largest-contentful-paint', { startTime: 900 })
  measure('largest-contentful-paint', { startTime: 1400 })
  measure('layout-shift', { startTime: 100, value: 0.1 })
  measure('longtask', { duration: 120 })
  measure('event', { duration: 80, interactionId: 1 })
  expect(told).toEqual([])
  end('hidden')
  end('hidden')
  expect(told).toEqual([
    { name: 'web-vital.lcp', value: 1400 },
    { name: 'web-vital.cls', value: 0.1 },
    { name: 'web-vital.long_task', value: 70 },
    { name: 'web-vital.inp', value: 80 },
  ])
})

it('ends the largest paint when somebody does something', () => {
  const { told, measure, end } = page()
  measure('largest-contentful-paint', { startTime: 900 })
  end('input')
  measure('largest-contentful-paint', { startTime: 5000 })
  end('hidden')
  expect(told[0]).toEqual({ name: 'web-vital.lcp', value: 900 })
  expect(told.filter(({ name }) => name === 'web-vital.lcp')).toHaveLength(1)
})

it('tells no interaction where there was none, and nothing after it was stopped', () => {
  const { told, end, stop } = page()
  end('hidden')
  expect(told.map(({ name }) => name)).toEqual(['web-vital.cls', 'web-vital.long_task'])
  stop()
  end('hidden')
  expect(told).toHaveLength(2)
})

it('puts a late value, and what it moved, down to its flag', () => {
  const { told, shown, measure, change, at, end } = page()
  shown.push('banner')
  at(2000)
  change('banner')
  change('never-drawn')
  measure('layout-shift', { startTime: 2100, value: 0.2 })
  measure('layout-shift', { startTime: 2300, value: 0.05 })
  measure('layout-shift', { startTime: 2400, value: 0.4, hadRecentInput: true })
  measure('layout-shift', { startTime: 2700, value: 0.3 })
  end('hidden')
  expect(told.slice(0, 2)).toEqual([
    { name: 'web-vital.late_value.banner', value: 2000 },
    { name: 'web-vital.gate_shift.banner', value: 0.25 },
  ])
})

it('counts nothing that somebody forced', () => {
  const { told, shown, change } = page()
  shown.push('banner')
  change('banner', { override: true })
  expect(told).toEqual([])
})

it('takes the worst burst of layout shifts, and a new one after a second', () => {
  const shift = (startTime: number, value: number): VitalEntry => ({
    entryType: 'layout-shift',
    startTime,
    duration: 0,
    value,
  })
  const bursts = [shift(0, 0.1), shift(900, 0.1), shift(2000, 0.15)].reduce(addShift, STILL)
  expect(bursts.worst).toBeCloseTo(0.2)
  const long = Array.from({ length: 8 }, (_, at) => shift(at * 900, 0.1)).reduce(addShift, STILL)
  // After five seconds another burst begins, however close they come.
  expect(long.worst).toBeCloseTo(0.6)
})

it('leaves out one slow interaction in fifty', () => {
  const event = (interactionId: number, duration: number): VitalEntry => ({
    entryType: 'event',
    startTime: 0,
    duration,
    interactionId,
  })
  const few = [event(1, 100), event(1, 300), event(2, 50), event(0, 999)]
  expect(nextPaintOf(few.reduce(addInteraction, UNTOUCHED))).toBe(300)
  const many = Array.from({ length: 60 }, (_, at) => event(at + 1, at === 7 ? 900 : 40 + at))
  expect(nextPaintOf(many.reduce(addInteraction, UNTOUCHED))).toBe(99)
  expect(nextPaintOf(UNTOUCHED)).toBeUndefined()
})
