import { expect, it } from 'vitest'
import { compile, stampVersions } from './index.ts'
import type { EvaluationContext, ExperimentRun, Ruleset } from './index.ts'
import { parseRuleset, rulesetDocument } from './schema.ts'
import { faultsOf } from './schema/faults-of.ts'

const split = [
  { variant: 'plain', weightBps: 5000 },
  { variant: 'warm', weightBps: 5000 },
]

/** A flag with an experiment on its second rule. */
const document = (experiment: object = {}, more: object = {}) => ({
  schemaVersion: 1,
  attributes: { country: { type: 'string', stored: true }, email: { type: 'string' } },
  holdouts: { all: { shareBps: 0 } },
  metrics: {
    bought: { kind: 'conversion', outcome: 'purchase', direction: 'higher_is_better' },
    slow: {
      kind: 'share_above',
      vital: 'lcp',
      threshold: 2500,
      direction: 'lower_is_better',
      margin: 0.05,
    },
    lcp75: { kind: 'quantile', vital: 'lcp', probability: 0.75, direction: 'lower_is_better' },
  },
  experiments: {
    words: {
      hypothesis: 'A warm button is pressed more often.',
      flag: 'cta',
      rule: 'halves',
      control: 'plain',
      primary: ['bought'],
      guardrails: [{ metric: 'slow' }],
      secondary: ['lcp75'],
      segments: ['country'],
      covariates: ['bought', 'country'],
      stopping: { kind: 'always_valid' },
      weeks: 2,
      ...experiment,
    },
  },
  flags: {
    cta: {
      kind: 'experiment',
      type: 'string',
      variants: { plain: 'Place order', warm: 'Send it on its way' },
      defaultVariant: 'plain',
      rules: [
        {
          id: 'germany',
          when: { attribute: 'country', op: 'in', values: ['DE'] },
          serve: { variant: 'warm' },
        },
        { id: 'halves', serve: { split, holdout: 'all' } },
      ],
    },
  },
  ...more,
})

const run: ExperimentRun = { status: 'running', planHash: 'a', plan: {}, planning: {} }

function rulesetWith(status: ExperimentRun['status'] | undefined): Ruleset {
  const { ruleset } = parseRuleset(document())
  const words = ruleset.experiments['words']
  if (status === undefined || words === undefined) return ruleset
  return { ...ruleset, experiments: { words: { ...words, run: { ...run, status } } } }
}

it('marks what its rule serves while it runs, and nothing else', () => {
  const at = (status: ExperimentRun['status'] | undefined, context: EvaluationContext) =>
    compile(rulesetWith(status)).evaluate('cta', context, 0).metadata.experiment
  expect(at('running', { targetingKey: 'ada' })).toBe('words')
  expect(at('running', { targetingKey: 'ada', country: 'DE' })).toBeUndefined()
  for (const status of [undefined, 'planned', 'stopped'] as const) {
    expect(at(status, { targetingKey: 'ada' })).toBeUndefined()
  }
})

it.each(['running', 'stopped'] as const)(
  'serves the default to those who opted out of one that is %s, and says so',
  (status) => {
    const compiled = compile(rulesetWith(status))
    const people = Array.from({ length: 40 }, (_, index) => `person-${index}`)
    const serve = (more: EvaluationContext) =>
      people.map((targetingKey) => compiled.evaluate('cta', { targetingKey, ...more }, 0))
    const variants = (more: EvaluationContext) =>
      new Set(serve(more).map((one) => ('variant' in one ? one.variant : one.errorCode)))
    expect(variants({})).toEqual(new Set(['plain', 'warm']))
    expect(variants({ experimentsOptOut: 'yes' })).toEqual(new Set(['plain', 'warm']))
    expect(variants({ experimentsOptOut: true })).toEqual(new Set(['plain']))
    for (const { metadata, reason } of serve({ experimentsOptOut: true })) {
      expect([reason, metadata.ruleId, metadata.experiment, metadata.pierce]).toEqual([
        'SPLIT',
        'opt-out:words',
        undefined,
        true,
      ])
    }
    const context = { targetingKey: 'ada', experimentsOptOut: true }
    expect(compiled.explain('cta', context, 0).decision).toEqual({
      by: 'opt-out',
      ruleId: 'halves',
      variant: 'plain',
    })
    // Rules that are no experiment go on.
    expect(compiled.evaluate('cta', { ...context, country: 'DE' }, 0)).toMatchObject({
      variant: 'warm',
    })
  },
)

it('fills in its defaults, and writes what was written without what the service adds', () => {
  const { ruleset } = parseRuleset(document())
  expect(ruleset.experiments['words']).toMatchObject({ alpha: 0.05, power: 0.8, tags: [] })
  const running = rulesetWith('running')
  expect(rulesetDocument(running)['experiments']).toEqual(document().experiments)
  const read = parseRuleset(JSON.parse(JSON.stringify(running)), { mode: 'read' })
  expect(read.quarantined).toEqual([])
  expect(read.ruleset.experiments['words']?.run).toEqual(run)
})

it('does not reallocate anybody by starting', () => {
  const before = stampVersions(undefined, rulesetWith(undefined), 1)
  const { cta } = stampVersions(before, rulesetWith('running'), 2).flags
  expect(cta).toMatchObject({ allocationVersion: 1 })
})

it.each([
  [{ run }, '.run: "run" is set by the service; leave it out.'],
  [{ flag: 'cat' }, '.flag: There is no flag "cat"; did you mean "cta"?'],
  [{ rule: 'halvs' }, '.rule: Flag "cta" has no rule "halvs"; did you mean "halves"?'],
  [
    { rule: 'germany' },
    '.rule: Rule "germany" of flag "cta" does not split its units; give it a "split" of two variants or more.',
  ],
  [{ control: 'plan' }, '.control: The split has no variant "plan"; did you mean "plain"?'],
  [{ primary: ['bougth'] }, '.primary[0]: There is no metric "bougth"; did you mean "bought"?'],
  [{ primary: [] }, '.primary: Expected a list of at least 1, received an empty list.'],
  [
    { primary: ['lcp75'], secondary: [] },
    '.primary[0]: Nothing can be decided by "lcp75" of the kind "quantile"; use the kind "share_above", which can be tested at any look, or make it secondary.',
  ],
  [{ secondary: ['bought'] }, '.secondary[0]: "bought" stands twice; give each metric one role.'],
  [
    { guardrails: [{ metric: 'bought' }], primary: ['slow'] },
    '.guardrails[0]: Nothing says how much worse "bought" may get; add "margin", here or to the metric.',
  ],
  [
    { segments: ['email'] },
    '.segments[0]: Attribute "email" is not kept with events; add "stored: true" to it.',
  ],
  [{ segments: ['contry'] }, '.segments[0]: Attribute "contry" is not declared'],
  [{ covariates: ['x'] }, '.covariates[0]: There is no metric and no attribute "x".'],
  [{ weeks: 1.5 }, '.weeks: Expected a whole number, received 1.5.'],
  [
    { stopping: { kind: 'sometimes' } },
    '.stopping.kind: Expected "fixed", "group_sequential" or "always_valid", received "sometimes".',
  ],
  [
    { stopping: { kind: 'group_sequential', units: 100, fractions: [1, 0.5] } },
    '.stopping.fractions: Fractions rise from one look to the next.',
  ],
])('refuses %j', (experiment, fault) => {
  const faults = faultsOf(document(experiment))
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(`$.experiments.words${fault}`)
})

it('leaves out an experiment that refers to what cannot be read, and keeps the flags', () => {
  const damaged = { ...document(), metrics: { bought: { kind: 'unheard-of' } } }
  const { ruleset, quarantined } = parseRuleset(damaged, { mode: 'read' })
  expect(quarantined.map(({ at }) => at.slice(0, 2).join('.'))).toContain('experiments.words')
  expect(Object.keys(ruleset.flags)).toEqual(['cta'])
})
