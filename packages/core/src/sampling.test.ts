import { expect, it } from 'vitest'
import type { EvaluationContext } from './index.ts'
import { compile } from './index.ts'
import { parseRuleset } from './schema.ts'

const split = (by: string, more: object = {}): object => ({
  split: [{ variant: 'on', weightBps: 10_000 }],
  coverageBps: 10_000,
  by,
  salt: by,
  ...more,
})

/** What is said of the sampling of a flag with these rules, by who looks at it. */
function sampledBy(
  serves: readonly object[],
  contexts: readonly EvaluationContext[],
  sampleBps = 1000,
): unknown[] {
  const { ruleset } = parseRuleset({
    schemaVersion: 1,
    attributes: { company: { type: 'string', unit: true }, staff: { type: 'boolean' } },
    holdouts: { q4: { salt: 'q4', shareBps: 10_000 } },
    flags: {
      it: {
        type: 'string',
        variants: { on: 'on', off: 'off' },
        defaultVariant: 'off',
        exposure: { policy: 'commit', sampleBps },
        rules: serves.map((serve, id) => ({ id: `r${id}`, serve })),
      },
    },
  })
  return contexts.map((context) => {
    const { metadata } = compile(ruleset).evaluate('it', context, 0)
    return [metadata.sampleBps, metadata.sampleBy]
  })
}

const ada = { targetingKey: 'ada', anonymousKey: 'x', company: 'acme' }

it.each<[string, readonly object[], unknown]>([
  ['the unit of the split', [split('company')], 'company'],
  ['the anonymous key', [split('anonymousKey')], 'anonymousKey'],
  ['the unit of a holdout', [split('company', { holdout: 'q4' })], 'company'],
  ['nothing where that is the targeting key', [split('targetingKey')], undefined],
  ['nothing where nothing is split', [{ variant: 'on' }], undefined],
])('says that a share is sampled by %s', (_, serves, by) => {
  expect(sampledBy(serves, [ada])).toEqual([[1000, by]])
})

it('says it for each rule by itself, and of the first split for whom none includes', () => {
  const rules = [split('company'), split('targetingKey', { coverageBps: 0 })]
  expect(sampledBy(rules, [ada, { targetingKey: 'bob' }])).toEqual([
    [1000, 'company'],
    [1000, 'company'],
  ])
  const turned = [split('targetingKey', { coverageBps: 0 }), split('company')]
  expect(sampledBy(turned, [ada, { targetingKey: 'bob' }])).toEqual([
    [1000, 'company'],
    [1000, undefined],
  ])
})

it('says nothing where all are sent', () => {
  expect(sampledBy([split('company')], [ada], 10_000)).toEqual([[undefined, undefined]])
})
