import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ARBITRARY_KEYS, arbitraryContext, arbitraryDocument } from './arbitrary-ruleset.ts'
import type { CompiledRuleset, EvaluationContext, Explanation, RuleTrace } from './index.ts'
import { boundaryOf, bucketOf, compile, isUnresolved, rangesOf } from './index.ts'
import { re2Engine } from './regex.ts'
import { parseRuleset, rulesetDocument } from './schema.ts'

const compiled = (document: unknown): CompiledRuleset => {
  const regex = re2Engine
  return compile(parseRuleset(document, { regex }).ruleset, { regex })
}
const time = fc.integer({ min: 0, max: 100 })

it('explains every evaluation as it was decided', () => {
  const decisions = new Set<string>()
  fc.assert(
    fc.property(arbitraryDocument, arbitraryContext, time, (document, context, now) => {
      const flags = compiled(document)
      for (const key of ARBITRARY_KEYS) {
        const explanation = flags.explain(key, context, now)
        expect(explanation.evaluation).toBe(flags.evaluate(key, context, now))
        expect(decidedBy(explanation)).toEqual(evaluatedBy(explanation))
        decisions.add(explanation.decision.by)
      }
    }),
    { numRuns: 300 },
  )
  expect([...decisions].toSorted()).toEqual([
    'default',
    'error',
    'holdout',
    'off',
    'prerequisite',
    'rule',
  ])
})

/** What the trace says, in the words of an evaluation. */
function decidedBy({ decision, rules }: Explanation): Readonly<Record<string, unknown>> {
  switch (decision.by) {
    case 'rule': {
      const rule = rules.find(({ id }) => id === decision.ruleId)
      const reason = rule?.split === undefined ? 'TARGETING_MATCH' : 'SPLIT'
      return { reason, ruleId: decision.ruleId, variant: decision.variant }
    }
    case 'holdout':
      return { reason: 'SPLIT', ruleId: 'holdout:late', variant: decision.variant }
    case 'opt-out':
      return { reason: 'SPLIT', variant: decision.variant }
    case 'prerequisite':
      return { reason: 'DEFAULT', ruleId: `prerequisite:${decision.flag}` }
    case 'error':
      return { reason: 'ERROR', ruleId: rules.find(isUndecided)?.id }
    case 'off':
      return { reason: 'DISABLED' }
    case 'default':
      return { reason: 'DEFAULT' }
    case 'not-found':
      return { reason: 'ERROR' }
  }
}

function isUndecided({ status, because }: RuleTrace): boolean {
  return status === 'unknown' && because === 'unit-missing'
}

function evaluatedBy({ evaluation, decision }: Explanation): Readonly<Record<string, unknown>> {
  const { reason, metadata } = evaluation
  const { ruleId } = metadata
  const named = decision.by === 'rule' || decision.by === 'holdout'
  return {
    reason,
    ...(ruleId !== undefined && { ruleId }),
    ...(named && !isUnresolved(evaluation) && { variant: evaluation.variant }),
  }
}

it('gives the same answer for the same input, and for the document written back', () => {
  fc.assert(
    fc.property(arbitraryDocument, arbitraryContext, time, (document, context, now) => {
      const first = compiled(document)
      const again = compiled(rulesetDocument(first.ruleset))
      expect(again.ruleset).toEqual(first.ruleset)
      for (const key of ARBITRARY_KEYS) {
        expect(again.evaluate(key, context, now)).toEqual(first.evaluate(key, context, now))
        expect(first.evaluate(key, { ...context }, now)).toBe(first.evaluate(key, context, now))
      }
    }),
    { numRuns: 100 },
  )
})

it('never throws, whatever the context is, and pollutes nothing', () => {
  const contexts = fc.oneof(
    fc.anything({ withNullPrototype: true, withBigInt: true }),
    fc.jsonValue(),
  )
  fc.assert(
    fc.property(arbitraryDocument, contexts, time, (document, context, now) => {
      const flags = compiled(document)
      for (const key of ARBITRARY_KEYS) {
        flags.evaluate(key, context as EvaluationContext, now)
        flags.explain(key, context as EvaluationContext, now)
      }
    }),
    { numRuns: 300 },
  )
  expect(Object.keys(Object.prototype)).toEqual([])
})

const splitOf = (weights: readonly number[]) =>
  weights.map((weightBps, index) => ({ variant: `v${index}`, weightBps }))

const gate = (coverageBps: number, weights: readonly number[]) =>
  compiled({
    schemaVersion: 1,
    flags: {
      a: {
        type: 'number',
        variants: {
          none: -1,
          ...Object.fromEntries(weights.map((_, index) => [`v${index}`, index])),
        },
        defaultVariant: 'none',
        rules: [{ id: 'r', serve: { split: splitOf(weights), coverageBps, salt: 's' } }],
      },
    },
  })

const variantsOf = (flags: CompiledRuleset) =>
  Array.from({ length: 2000 }, (_, index) => {
    const evaluation = flags.evaluate('a', { targetingKey: `unit-${index}` }, 0)
    return isUnresolved(evaluation) ? 'error' : evaluation.variant
  })

it('changes nobody’s variant when coverage is raised: units keep theirs or enter', () => {
  const bps = fc.integer({ min: 0, max: 10_000 })
  fc.assert(
    fc.property(bps, bps, bps, bps, (one, other, cutA, cutB) => {
      const [low = 0, high = 0] = [cutA, cutB].toSorted((a, b) => a - b)
      const weights = [low, high - low, 10_000 - high]
      const before = variantsOf(gate(Math.min(one, other), weights))
      const after = variantsOf(gate(Math.max(one, other), weights))
      const moved = before.filter((variant, at) => variant !== 'none' && variant !== after[at])
      expect(moved).toEqual([])
    }),
    { numRuns: 40 },
  )
})

it('moves nobody out of an earlier variant when a later weight changes', () => {
  const before = variantsOf(gate(10_000, [3000, 7000]))
  const after = variantsOf(gate(10_000, [3000, 4000, 3000]))
  const moved = before.filter((variant, at) => variant !== after[at])
  expect(new Set(moved)).toEqual(new Set(['v1']))
  expect(before.filter((variant) => variant === 'v0').length).toBeGreaterThan(0)
})

it('shares a million units out within the binomial band', () => {
  const units = 1_000_000
  const ranges = rangesOf(splitOf([1000, 2500, 6500]), 4000)
  const counts = ranges.map(() => 0)
  for (let index = 0; index < units; index++) {
    const bucket = bucketOf(`user-${index}`, 'shares')
    const at = ranges.findIndex(({ from, coveredTo }) => from <= bucket && bucket < coveredTo)
    if (at !== -1) counts[at] = (counts[at] ?? 0) + 1
  }
  const deviations = [0.04, 0.1, 0.26].map((share, at) => {
    const spread = Math.sqrt(units * share * (1 - share))
    return Math.abs((counts[at] ?? 0) - units * share) / spread
  })
  // Four standard deviations: the ids are fixed, so this is no chance at all.
  expect(Math.max(...deviations)).toBeLessThan(4)
})

it('buckets independently under different salts', () => {
  const cells = 10
  const units = 200_000
  const table = Array.from({ length: cells * cells }, () => 0)
  for (let index = 0; index < units; index++) {
    const row = Math.floor((bucketOf(`user-${index}`, 'salt-1') / 2 ** 32) * cells)
    const column = Math.floor((bucketOf(`user-${index}`, 'salt-2') / 2 ** 32) * cells)
    const cell = row * cells + column
    table[cell] = (table[cell] ?? 0) + 1
  }
  const expected = units / cells ** 2
  const chiSquared = table.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  // The 0.999 quantile of chi-squared with 99 degrees of freedom; all shares are known beforehand.
  expect(chiSquared).toBeLessThan(148.2)
})

it('puts the share of a holdout, a layer and a split into independent parts of the units', () => {
  const units = 100_000
  const limit = boundaryOf(5000)
  let both = 0
  for (let index = 0; index < units; index++) {
    const unit = `user-${index}`
    if (bucketOf(unit, 'layer:page') < limit && bucketOf(unit, 'page') < limit) both++
  }
  expect(Math.abs(both / units - 0.25)).toBeLessThan(0.006)
})
