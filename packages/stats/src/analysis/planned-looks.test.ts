import { describe, expect, it } from 'vitest'
import { createGenerator } from '../chance/generator.ts'
import { analyze } from './analyze.ts'
import type { AnalysisData, TakenLook } from './data.ts'
import type { AnalysisPlan, StoppingRule } from './plan.ts'
import { NOT_YET } from './read-data.ts'
import { plannedLooks } from './planned-looks.ts'

const DAY_MS = 86_400_000
const START = Date.UTC(2026, 10, 2)

const planOf = (stopping: StoppingRule): AnalysisPlan => ({
  experiment: 'checkout-cta',
  hypothesis: 'A shorter label is read, so more people buy.',
  control: 'control',
  variants: [
    { key: 'control', share: 0.5 },
    { key: 'short', share: 0.5 },
  ],
  primary: [{ key: 'bought', kind: 'rate', direction: 'higher_is_better' }],
  guardrails: [{ key: 'load_time', kind: 'mean', direction: 'lower_is_better', margin: 0.02 }],
  segments: ['country'],
  stopping,
})
const once = planOf({ kind: 'fixed', units: 2000 })
const byLook = planOf({ kind: 'group_sequential', units: 2000, fractions: [0.5, 1] })

const measured = (n: number, control: number, short: number, loadTime = 2): TakenLook['data'] => ({
  units: { control: n, short: n },
  metrics: {
    bought: {
      control: { kind: 'rate', n, successes: control },
      short: { kind: 'rate', n, successes: short },
    },
    load_time: {
      control: { kind: 'mean', n, mean: 2, variance: 0.01 },
      short: { kind: 'mean', n, mean: loadTime, variance: 0.01 },
    },
  },
  ranMs: 7 * DAY_MS,
})
const taken = (look: number, data: TakenLook['data'], days = 7 * (look + 1)): TakenLook => ({
  look,
  at: START + days * DAY_MS,
  data,
})

describe('a plan that is read once', () => {
  const look = taken(0, measured(1000, 200, 210))

  it('says the same of its look whatever comes in later', () => {
    const then = analyze(once, { ...measured(1000, 200, 210), looks: [look] })
    const later = analyze(once, { ...measured(2000, 400, 520), looks: [look] })
    expect(later.primary).toEqual(then.primary)
    expect(later.guardrails).toEqual(then.guardrails)
    expect(later.verdict).toEqual(then.verdict)
    expect(later.verdict.decision).toBe('inconclusive')
    expect(later.looks).not.toHaveProperty('byNow')
    expect(later.progress.units).toBe(4000)
    expect(later.notes[0]).toBe(
      'The test was read once, on 2026-11-09 at 00:00 UTC, at 2000 units; newer data are shown without a test.',
    )
    // Read afresh, it would have shipped.
    expect(analyze(once, measured(2000, 400, 520)).verdict.decision).toBe('ship')
  })

  it('decides nothing before its look, however many units there are', () => {
    const { verdict, primary, looks } = analyze(once, { ...measured(2000, 400, 520), looks: [] })
    expect(verdict.rule).toBe(
      'The plan reads its primary metrics once, at 2000 units, and there are 4000: the look is due, and was not taken yet.',
    )
    expect(primary).toMatchObject([{ refused: 'unread' }])
    expect(looks).toEqual({ shown: null, taken: [], next: { look: 0, units: 2000 } })
  })

  it('tells no difference before its look, and harm to a guardrail all the same', () => {
    const values = [{ value: 'DE', ...measured(400, 40, 90) }]
    const { units, metrics } = measured(900, 90, 200)
    const { bought = {} } = metrics
    const early = analyze(
      { ...once, secondary: [{ key: 'tried', kind: 'rate', direction: 'higher_is_better' }] },
      {
        units,
        metrics: { ...metrics, tried: bought },
        segments: { country: values },
        looks: [],
      },
    )
    const { primary, secondary, segments, guardrails } = early
    const rows = [...primary, ...secondary, ...(segments[0]?.values[0]?.rows ?? [])]
    expect(rows).toHaveLength(3)
    for (const row of rows) expect(row).toMatchObject({ message: NOT_YET })
    expect(segments[0]?.heterogeneity).toMatchObject([{ spread: { message: NOT_YET } }])
    expect(guardrails).toMatchObject([{ finding: 'within_margin' }])
    const harmed = analyze(once, { ...measured(900, 90, 200, 2.5), looks: [] })
    expect(harmed.verdict.decision).toBe('roll_back')
    // What was not measured is no secret of a look.
    const lacking = analyze(once, { units, metrics: { bought }, looks: [] })
    expect(lacking.guardrails).toMatchObject([
      { refused: 'insufficient_data', message: 'load_time was not measured in "control".' },
    ])
  })

  it('rolls back for harm to a guardrail that is proven after its look', () => {
    const data = { ...measured(2000, 400, 420, 2.5), looks: [look] }
    const { verdict, guardrails, primary, looks, notes } = analyze(once, data)
    expect(verdict).toMatchObject({ decision: 'roll_back' })
    expect(guardrails).toMatchObject([{ finding: 'harmed' }])
    expect(looks?.byNow).toEqual(['load_time'])
    expect(notes[0]).toContain('newer data are shown without a test, but for guardrails.')
    expect(primary).toMatchObject([{ difference: { estimate: expect.closeTo(0.01) } }])
  })

  it('says nothing of the weekdays of a verdict that does not stand any more', () => {
    const soon = taken(0, { ...measured(1000, 200, 270), ranMs: 5 * DAY_MS }, 5)
    const caution = 'The verdict rests on 5 days, less than one week: weekdays may differ.'
    const stands = analyze(once, { ...measured(1400, 280, 378), looks: [soon] })
    expect(stands.verdict).toMatchObject({ decision: 'ship', caution })
    expect(stands.notes).toContain(caution)
    const harmed = analyze(once, { ...measured(1400, 280, 378, 2.5), looks: [soon] })
    expect(harmed.verdict.decision).toBe('roll_back')
    expect(harmed.notes).not.toContain(caution)
  })

  it('says that it was never read where it ended before its look', () => {
    const ended = { looks: [], isOver: true }
    const words = 'It was never read: it ended at 1800 units, and its look was planned at 2000.'
    const { verdict, primary, notes, looks, progress } = analyze(once, {
      ...measured(900, 90, 200),
      ...ended,
    })
    expect(verdict).toEqual({ decision: 'cannot_tell', rule: words })
    expect(primary).toMatchObject([{ message: words }])
    expect(notes).toEqual([words])
    expect([looks?.next, progress.isEnded]).toEqual([null, true])
    const harmed = analyze(once, { ...measured(900, 90, 200, 2.5), ...ended })
    expect([harmed.verdict.decision, harmed.notes[0]]).toEqual(['roll_back', words])
    const first = analyze(once, { ...measured(1200, 90, 200), ranMs: DAY_MS - 1, ...ended })
    const early = 'It was never read: it ended on its first day, and its look comes after that.'
    expect(first.verdict).toEqual({ decision: 'cannot_tell', rule: early })
    expect([...first.primary, ...first.guardrails]).toMatchObject([
      { message: early },
      { message: early },
    ])
  })

  it('reads its look as the data of that time is read, with no warning of a second reading', () => {
    const late = taken(0, measured(1200, 240, 310))
    const { primary, verdict, notes } = analyze(once, { ...late.data, looks: [late] })
    const afresh = analyze(once, late.data)
    expect([primary, verdict]).toEqual([afresh.primary, afresh.verdict])
    expect(afresh.notes.join()).toContain('alpha holds for one reading there')
    expect(notes.join()).not.toContain('alpha holds for one reading there')
  })

  it('tells a split that has gone wrong since, and keeps what it had read', () => {
    const { health, verdict, notes } = analyze(once, {
      ...measured(2000, 400, 400),
      units: { control: 2500, short: 2000 },
      looks: [look],
    })
    expect([health.status, verdict.decision]).toEqual(['broken', 'inconclusive'])
    expect(notes[1]).toMatch(/^The data was sound at this look, and is not any more/)
  })

  it('finds nothing in segments that the look did not keep', () => {
    const values = (n: number) => [
      { value: 'DE', units: measured(n, 0, 0).units, metrics: measured(n, 100, 200).metrics },
    ]
    const kept = { ...look, data: { ...look.data, segments: { country: values(400) } } }
    const later = { ...measured(2000, 400, 520), segments: { country: values(800) } }
    const finding = (of: TakenLook) =>
      analyze(once, { ...later, looks: [of] }).segments[0]?.values[0]?.rows[0]
    expect(finding(kept)).toMatchObject({ finding: 'better', difference: { estimate: 0.25 } })
    expect(finding(look)).toMatchObject({ finding: 'unclear', difference: { estimate: 0.125 } })
  })
})

describe('a plan that is read at planned looks', () => {
  const [crossed, open] = [taken(0, measured(500, 50, 120)), taken(0, measured(500, 100, 105))]

  it('cannot tell once the split goes wrong between its looks, and takes no decision back', () => {
    const broken = { ...measured(700, 140, 150), units: { control: 1000, short: 700 } }
    const waiting = analyze(byLook, { ...broken, looks: [open] })
    expect([waiting.health.status, waiting.verdict.decision]).toEqual(['broken', 'cannot_tell'])
    expect(waiting.notes[1]).toMatch(/^The data was sound at this look, and is not any more/)
    expect(analyze(byLook, { ...broken, looks: [crossed] }).verdict.decision).toBe('ship')
  })

  it('keeps the first decision, and asks for no later look', () => {
    const { verdict, looks, primary } = analyze(byLook, {
      ...measured(1000, 220, 200),
      looks: [crossed, taken(1, measured(1000, 220, 200))],
    })
    expect(verdict.decision).toBe('ship')
    expect(primary).toMatchObject([{ difference: { estimate: expect.closeTo(0.14) } }])
    expect(looks).toMatchObject({
      shown: 0,
      taken: [{ decision: 'ship' }, { decision: 'inconclusive' }],
      next: null,
    })
  })

  it('stays at its last look until the next, and says at how many units that is', () => {
    const data = { ...measured(900, 90, 200), looks: [open] }
    const { verdict, looks, notes } = analyze(byLook, data)
    expect(verdict.decision).toBe('keep_running')
    expect(looks).toMatchObject({ shown: 0, next: { look: 1, units: 2000 } })
    expect(notes[0]).toBe(
      'This is look 1 of 2, read on 2026-11-09 at 00:00 UTC, at 1000 units; the next is at 2000 units, and what came in since is shown without a test, but for guardrails. A p of 0.0031 or less finds something at this look.',
    )
  })

  it('is read at the boundary of its look, also where the units of the next were there', () => {
    const late = taken(0, measured(1000, 100, 160))
    const { progress, primary } = analyze(byLook, { ...measured(1000, 100, 160), looks: [late] })
    expect(progress.look).toBe(0)
    expect(primary).toMatchObject([{ difference: { settings: { look: 0 } } }])
  })

  it('has reached none before its first', () => {
    const { progress } = analyze(byLook, { ...measured(900, 90, 200), looks: [] })
    expect(progress).toMatchObject({ look: -1, mayDecide: false })
  })

  it('tells first that the plan was changed, and what happened outside, at every look', () => {
    const data = {
      ...measured(900, 90, 200),
      looks: [open],
      registeredPlan: { ...byLook, alpha: 0.01 },
      annotations: [{ day: '2026-11-05', title: 'A sale.' }],
    }
    const { notes, annotations } = analyze(byLook, data)
    expect(notes[1]).toMatch(/^The plan was changed after it was registered/)
    expect(notes).toContain('2026-11-05: A sale.')
    expect(annotations).toEqual(data.annotations)
  })

  it('rolls back for harm to a guardrail that shows after a look', () => {
    const data = { ...measured(900, 90, 200, 2.5), looks: [crossed] }
    const { verdict, guardrails } = analyze(byLook, data)
    expect(verdict).toMatchObject({ decision: 'roll_back' })
    expect(verdict.rule).toContain('load_time')
    expect(guardrails).toMatchObject([{ finding: 'harmed' }])
  })

  it('has no word about readings beside its looks, whatever rolls back', () => {
    const data = { ...measured(1900, 220, 230, 2.5), looks: [open] }
    const { verdict, notes } = analyze(byLook, data)
    expect(verdict.decision).toBe('roll_back')
    expect(notes.join()).not.toContain('alpha holds for one reading')
  })

  it('waits for nothing where it ended between two looks', () => {
    const data = { ...measured(900, 90, 200), looks: [open], isOver: true }
    const { verdict, looks, notes, progress } = analyze(byLook, data)
    expect(verdict).toEqual({
      decision: 'inconclusive',
      rule: 'It ended before its last look, and at the one before: No treatment is clearly better or worse yet.',
    })
    expect([looks?.next, progress.isEnded]).toEqual([null, true])
    expect(notes[0]).toContain('no later look changes it')
    const crossing = analyze(byLook, { ...data, looks: [crossed] })
    expect(crossing.verdict.decision).toBe('ship')
  })
})

describe('looks that cannot be', () => {
  const full = measured(1000, 200, 210)
  it.each([
    ['came before their units', once, [taken(0, measured(999, 200, 210))], 'has 1998'],
    ['the plan does not say', once, [taken(1, full)], 'The plan has 1 looks'],
    [
      'are out of order',
      byLook,
      [taken(1, full), taken(0, full)],
      'is look 0, and data.looks[0] is look 1',
    ],
    ['have no time', once, [{ ...taken(0, full), at: NaN }], 'at is NaN'],
    [
      'have a number that is none',
      planOf({ kind: 'always_valid' }),
      [taken(-1, full)],
      'Number looks from 0 on',
    ],
  ])('are refused where they %s', (_why, plan, looks, words) => {
    expect(() => analyze(plan, { ...full, looks })).toThrow(
      expect.objectContaining({
        category: 'invalid_input',
        message: expect.stringContaining(words),
      }),
    )
  })

  it('are refused beside one that is now', () => {
    const data: AnalysisData = { ...full, looks: [], look: 0 }
    expect(() => analyze(byLook, data)).toThrow('not both')
  })
})

it('lists the looks that a stopping rule says', () => {
  expect(plannedLooks(once.stopping)).toEqual([{ look: 0, units: 2000 }])
  expect(plannedLooks(byLook.stopping)).toEqual([
    { look: 0, units: 1000 },
    { look: 1, units: 2000 },
  ])
  expect(plannedLooks({ kind: 'always_valid' })).toEqual([])
})

it('keeps its false positives at alpha for who reads on to twice the units, as reading afresh does not', () => {
  const plan: AnalysisPlan = { ...once, guardrails: [], segments: [] }
  const runs = 1000
  const [perArm, until, step] = [1000, 2000, 100]
  const chance = createGenerator(20_261_127)
  const draws = (n: number): number => {
    let sum = 0
    for (let unit = 0; unit < n; unit++) if (chance.uniform() < 0.2) sum++
    return sum
  }
  const isFound = (data: AnalysisData): boolean => {
    const { decision } = analyze(plan, data).verdict
    return decision === 'ship' || decision === 'roll_back'
  }
  const bare = (n: number, control: number, short: number): TakenLook['data'] => {
    const { load_time: _, ...metrics } = measured(n, control, short).metrics
    return { units: { control: n, short: n }, metrics }
  }
  let [kept, afresh] = [0, 0]
  for (let run = 0; run < runs; run++) {
    let [control, short] = [draws(perArm), draws(perArm)]
    const looks = [taken(0, bare(perArm, control, short))]
    let [isKept, isAfresh] = [false, false]
    for (let n = perArm; n <= until; n += step) {
      if (n > perArm) [control, short] = [control + draws(step), short + draws(step)]
      // It is the same at every time, as another test says; two of them are enough here.
      if (n === perArm || n === until) isKept ||= isFound({ ...bare(n, control, short), looks })
      isAfresh ||= isFound(bare(n, control, short))
    }
    kept += isKept ? 1 : 0
    afresh += isAfresh ? 1 : 0
  }
  const band = 3.3 * Math.sqrt((0.05 * 0.95) / runs)
  expect(kept / runs).toBeGreaterThan(0.05 - band)
  expect(kept / runs).toBeLessThan(0.05 + band)
  expect(afresh / runs).toBeGreaterThan(0.1)
})
