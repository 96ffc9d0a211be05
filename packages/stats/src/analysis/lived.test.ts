import { describe, expect, it } from 'vitest'
import { analyze } from './analyze.ts'
import type { AnalysisData, TakenLook } from './data.ts'
import type { AnalysisPlan, StoppingRule } from './plan.ts'

const DAY_MS = 86_400_000

const planOf = (stopping: StoppingRule): AnalysisPlan => ({
  experiment: 'welcome',
  hypothesis: 'Who is welcomed comes back.',
  control: 'control',
  variants: [
    { key: 'control', share: 0.5 },
    { key: 'warm', share: 0.5 },
  ],
  primary: [{ key: 'back', kind: 'rate', direction: 'higher_is_better' }],
  stopping,
})
const once = planOf({ kind: 'fixed', units: 400 })

/** Of `n` units a variant, some have lived the metric and are in it. */
const measured = (n: number, lived: number, ranMs = 7 * DAY_MS): TakenLook['data'] => ({
  units: { control: n, warm: n },
  lived: { control: lived, warm: lived },
  metrics: {
    back: {
      control: { kind: 'rate', n: lived, successes: Math.round(0.2 * lived) },
      warm: { kind: 'rate', n: lived, successes: Math.round(0.4 * lived) },
    },
  },
  ranMs,
})

it('waits for no time that the plan does not name', () => {
  const { progress } = analyze(once, measured(300, 300, 0))
  expect(progress).not.toHaveProperty('isEarly')
  expect(progress.isEnded).toBe(true)
  const look = { look: 0, at: Date.UTC(2026, 10, 9), data: measured(300, 300, 0) }
  const { looks } = analyze(once, { ...measured(300, 300), looks: [look] })
  expect(looks?.taken).toMatchObject([{ look: 0, lived: 600 }])
})

describe('units that have lived what decides', () => {
  it('are what a fixed plan counts, however many were exposed', () => {
    const early = analyze(once, measured(900, 188))
    expect(early.progress).toMatchObject({ units: 1800, lived: 376, mayDecide: false })
    expect(early.verdict).toEqual({
      decision: 'keep_running',
      rule: 'The plan reads its primary metrics once, at 400 units that have lived what decides, and 376 of the 1800 that are there have.',
    })
    const read = analyze(once, measured(900, 200))
    expect([read.progress.isEnded, read.verdict.decision]).toEqual([true, 'ship'])
    // A reading much later than planned is told by them as well.
    expect(read.notes.join()).not.toContain('alpha holds for one reading there')
    expect(analyze(once, measured(900, 300)).notes.join()).toContain('and there are 600: alpha')
  })

  it('are what the fractions of a group-sequential plan are of', () => {
    const plan = planOf({ kind: 'group_sequential', units: 800, fractions: [0.5, 1] })
    const looks = [60, 200, 399, 400].map((lived) => analyze(plan, measured(900, lived)).progress)
    expect(looks.map(({ look }) => look)).toEqual([-1, 0, 0, 1])
    expect(() => analyze(plan, { ...measured(900, 60), look: 0 })).toThrow('120 units have reached')
    expect(analyze(plan, measured(900, 60)).verdict.rule).toBe(
      'The first look is at a fraction of 800 units that have lived what decides, and 120 of the 1800 that are there have.',
    )
  })

  it('end an always-valid plan when as many are there as it has at most', () => {
    const plan = planOf({ kind: 'always_valid', maximumUnits: 400 })
    const isEnded = (lived: number) => analyze(plan, measured(900, lived)).progress.isEnded
    expect([isEnded(199), isEnded(200)]).toEqual([false, true])
  })

  it('are told at the looks that were taken, and where one never was', () => {
    const look = { look: 0, at: Date.UTC(2026, 10, 9), data: measured(300, 200) }
    const { looks, notes, progress } = analyze(once, { ...measured(900, 850), looks: [look] })
    expect(looks?.taken).toMatchObject([{ units: 600, lived: 400 }])
    expect(progress).toMatchObject({ units: 1800, lived: 1700 })
    expect(notes[0]).toBe(
      'The test was read once, on 2026-11-09 at 00:00 UTC, at 600 units, 400 of which had lived what decides; newer data are shown without a test.',
    )
    const { verdict } = analyze(once, { ...measured(300, 20), looks: [], isOver: true })
    expect(verdict.rule).toBe(
      'It was never read: it ended when 40 of 600 units had lived what decides, and its look was planned at 400 that have.',
    )
    const early = { ...look, data: measured(900, 188) }
    expect(() => analyze(once, { ...measured(900, 850), looks: [early] })).toThrow('and has 376')
  })

  it('are no more than were exposed', () => {
    expect(() => analyze(once, measured(100, 101))).toThrow('data.lived.control is 101')
    const data = { ...measured(100, 1), lived: 3 } as unknown as AnalysisData
    expect(() => analyze(once, data)).toThrow('data.lived')
  })
})

describe('a plan that waits for its weeks', () => {
  const plan = planOf({ kind: 'fixed', units: 400, notBeforeMs: 14 * DAY_MS })
  const { lived: _, ...enough } = measured(300, 300)

  it('is not read before they are over, and has nothing to say of weekdays then', () => {
    const early = analyze(plan, { ...enough, looks: [] })
    expect(early.verdict.rule).toBe(
      'The plan reads its primary metrics once, at 400 units and not before 14 days, and there are 600.',
    )
    expect(analyze(plan, enough).verdict.decision).toBe('keep_running')
    const due = analyze(plan, { ...enough, ranMs: 14 * DAY_MS, looks: [] })
    expect(due.verdict.rule).toContain('there are 600: the look is due, and was not taken yet.')
    const read = analyze(plan, { ...enough, ranMs: 14 * DAY_MS })
    expect([read.verdict.decision, read.notes]).toEqual(['ship', []])
  })

  it('was never read where it ended before', () => {
    const { verdict } = analyze(plan, { ...enough, looks: [], isOver: true })
    expect(verdict.rule).toBe(
      'It was never read: it ended before 14 days were over, and its look comes after that.',
    )
  })

  it('refuses a look before they are over, and a wait that is none', () => {
    const look = { look: 0, at: 0, data: enough }
    expect(() => analyze(plan, { ...enough, looks: [look] })).toThrow('the plan waits for')
    const wrong = planOf({ kind: 'fixed', units: 400, notBeforeMs: Number.NaN })
    expect(() => analyze(wrong, enough)).toThrow('$.stopping.notBeforeMs is NaN')
  })
})

describe('the days that a verdict rests on', () => {
  const look = (ranMs: number) => ({ look: 0, at: 0, data: measured(300, 200, ranMs) })
  const resting = (notes: readonly string[]) => notes.filter((note) => note.includes('rests on'))

  it('are told of a look that came before a week was over, whatever comes in later', () => {
    const looks = [look(2 * DAY_MS)]
    const { notes } = analyze(once, { ...measured(900, 800, 14 * DAY_MS), looks })
    expect(resting(notes)).toEqual([
      'The verdict rests on 2 days, less than one week: weekdays may differ.',
    ])
  })

  it('are told where it ended between two looks', () => {
    const plan = planOf({ kind: 'group_sequential', units: 4000, fractions: [0.1, 1] })
    const flat = (data: TakenLook['data']): TakenLook['data'] => {
      const control = data.metrics['back']?.['control']
      return control === undefined
        ? data
        : { ...data, metrics: { back: { control, warm: control } } }
    }
    const taken = { ...look(2 * DAY_MS), data: flat(measured(300, 200, 2 * DAY_MS)) }
    const ended = { ...flat(measured(900, 800, 14 * DAY_MS)), looks: [taken], isOver: true }
    const { verdict, notes } = analyze(plan, ended)
    expect(verdict.decision).toBe('inconclusive')
    expect(resting(notes)).toHaveLength(1)
    expect(resting(notes)[0]).toContain('rests on 2 days')
  })
})
