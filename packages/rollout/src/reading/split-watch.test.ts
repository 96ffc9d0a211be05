import { expect, it } from 'vitest'
import { NEW_WATCH, splitFault, watchSplit, type SplitWatch } from './split-watch.ts'

const look = (watch: SplitWatch, control: number, treatment: number, share = 0.5): SplitWatch =>
  watchSplit(watch, { control, treatment }, share, 60_000)

it('remembers a mismatch that later units hide', () => {
  let watch = look(NEW_WATCH, 1_000, 700)
  expect(splitFault(watch, 0.5)).toContain('do not divide as planned')
  watch = look(watch, 10_000, 9_990)
  expect(splitFault(watch, 0.5)).toContain('10000 met the control and 9990 the treatment')
})

it('knows the share that was planned', () => {
  expect(splitFault(look(NEW_WATCH, 2_000, 8_000, 0.8), 0.8)).toBeUndefined()
  expect(splitFault(look(NEW_WATCH, 5_000, 5_000, 0.8), 0.8)).toBeDefined()
})

it('tells one variant that falls silent from a pause of both', () => {
  let watch = look(NEW_WATCH, 500, 500)
  watch = look(watch, 500, 500)
  expect(watch).toMatchObject({ controlQuietMs: 60_000, treatmentQuietMs: 60_000 })
  expect(splitFault(watch, 0.5)).toBeUndefined()
  watch = look(watch, 530, 500)
  expect(splitFault(watch, 0.5)).toContain('Only the control reports')
  watch = look(watch, 530, 501)
  expect(watch).toMatchObject({ treatmentQuietMs: 0, controlAlone: 0 })
  expect(splitFault(watch, 0.5)).toBeUndefined()
})

it('raises few false alarms over a long run of fair draws', () => {
  // 1,000 looks of 40 fair units each, in a fixed order.
  let watch = NEW_WATCH
  let [control, treatment, seed] = [0, 0, 1]
  for (let tick = 0; tick < 1_000; tick++) {
    for (let unit = 0; unit < 40; unit++) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
      if (seed / 2 ** 32 < 0.5) control++
      else treatment++
    }
    watch = look(watch, control, treatment)
    expect(splitFault(watch, 0.5)).toBeUndefined()
  }
})
