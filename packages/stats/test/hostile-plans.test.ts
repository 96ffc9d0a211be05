import { expect, it } from 'vitest'
import type { AnalysisData, AnalysisPlan, Day, MetricSummary } from '../src/index.ts'
import * as stats from '../src/index.ts'
import { StatsError } from '../src/index.ts'
import type { Arguments } from './calls.ts'
import { data, plan, rate } from './label-experiment.ts'
import { replaced, unreadable } from './replaced.ts'

const HOSTILE = [
  null,
  undefined,
  'x',
  Number.NaN,
  -1,
  1n,
  true,
  Symbol('x'),
  () => 1,
  [],
  [null],
  {},
  Object.create(null),
]

const summary: MetricSummary = {
  kind: 'mean',
  n: 50,
  mean: 1,
  variance: 2,
  covariate: { mean: 1, variance: 2 },
  covariance: 1,
}
const dayOf = (day: string): Day => ({
  day,
  units: { control: 500, short: 500 },
  metrics: {
    bought: { control: rate(50, 500), short: rate(60, 500) },
    spent: { control: summary, short: summary },
  },
})
const days = [dayOf('2026-11-01'), dayOf('2026-11-02')]
const full: AnalysisPlan = {
  ...plan,
  guardrails: [{ key: 'spent', kind: 'mean', direction: 'higher_is_better', margin: 0.1 }],
  secondary: [{ key: 'seen', kind: 'ratio', direction: 'higher_is_better' }],
  alpha: 0.05,
  power: 0.8,
  correction: 'holm',
  segments: ['country'],
  exclusions: ['robots'],
}
const measured: AnalysisData = {
  ...data,
  assigned: data.units,
  analysed: data.units,
  lived: data.units,
  missing: { bought: { control: 1, short: 2 } },
  unitsInSeveralVariants: 1,
  ranMs: 14 * 86_400_000,
  days,
  emptyDays: ['2026-11-03'],
  segments: { country: [{ value: 'DE', units: { control: 500, short: 500 }, metrics: {} }] },
  annotations: [{ day: '2026-11-02', title: 'A sale' }],
  registeredPlan: plan,
}

/** What reads plans and days: arguments that have an answer. */
const CALLS: Readonly<Record<string, Arguments>> = {
  analyze: [full, measured],
  canonicalPlan: [full],
  checkHealth: [full, measured],
  checkPlan: [full],
  planChanges: [plan, full],
  planHash: [full],
  sumDays: [days],
  sumUnits: [days],
  wholeWeeks: [days],
}
const WORDS = /^\S.*[.\n]/

function outcomeOf(name: string, given: Arguments): string {
  const call = (stats as unknown as Record<string, (...all: Arguments) => unknown>)[name]
  try {
    call?.(...given)
    return 'answered'
  } catch (error) {
    return error instanceof StatsError && WORDS.test(error.message)
      ? error.category
      : `not refused: ${String(error)}`
  }
}

/** Outcomes, by path, that are neither an answer nor a refusal of what was given. */
function faultsOf(name: string, by: (value: unknown) => readonly unknown[]): readonly string[] {
  return [...replaced(CALLS[name] ?? [], by, name)]
    .filter(([path]) => path !== name)
    .map(([path, bad]) => `${path}: ${outcomeOf(name, bad as Arguments)}`)
    .filter((fault) => !/: (answered|invalid_input)$/.test(fault))
}

it.each(Object.entries(CALLS))('%s answers, or refuses in words', (name, given) => {
  expect(outcomeOf(name, given)).toBe('answered')
  expect(faultsOf(name, () => HOSTILE)).toEqual([])
  expect(faultsOf(name, unreadable)).toEqual([])
})

it.each([
  ['analyze', 0, 'plan'],
  ['analyze', 1, 'data'],
  ['checkHealth', 0, 'plan'],
  ['checkHealth', 1, 'data'],
  ['checkPlan', 0, 'plan'],
  ['planHash', 0, 'plan'],
  ['canonicalPlan', 0, 'plan'],
  ['planChanges', 0, 'registered'],
  ['planChanges', 1, 'plan'],
  ['sumDays', 0, 'days'],
  ['sumUnits', 0, 'days'],
  ['wholeWeeks', 0, 'days'],
] as const)('%s names the argument %i, %s, when it is none', (name, index, called) => {
  for (const bad of [null, 'x', Number.NaN, 1n]) {
    const call = (stats as unknown as Record<string, (...all: Arguments) => unknown>)[name]
    expect(() => call?.(...(CALLS[name] ?? []).with(index, bad))).toThrow(
      expect.objectContaining({
        name: 'StatsError',
        category: 'invalid_input',
        message: expect.stringMatching(new RegExp(`\\b${called}\\b`, 'i')),
      }),
    )
  }
})

it.each([null, undefined, 'x', 1n])('takes %s for no refusal', (answer) => {
  expect(stats.isRefusal(answer as never)).toBe(false)
})
