import type { FeatureDefinition, FeatureRule } from '@growthbook/growthbook'
import { GrowthBookClient } from '@growthbook/growthbook'
import type { Ask, Workload } from './workload.ts'
import { flagKeys } from './workload.ts'

const HALVES: FeatureRule = {
  variations: ['Buy now', 'Only 2 left'],
  weights: [0.5, 0.5],
  coverage: 1,
  hashAttribute: 'targetingKey',
  hashVersion: 2,
}

/** The workload in GrowthBook's client for servers, which reads its rules as they are. */
export function startGrowthBook(workload: Workload): GrowthBookClient {
  const featureOf = (flag: number): FeatureDefinition => ({
    defaultValue: 'Buy now',
    rules: workload.rulesOf(flag).map((ask) => ({
      condition: { [ask.attribute]: conditionOf(ask) },
      ...(workload.serves === 'variant' ? { force: 'Only 2 left' } : HALVES),
    })),
  })
  const features = Object.fromEntries(flagKeys(workload).map((key, flag) => [key, featureOf(flag)]))
  return new GrowthBookClient().initSync({ payload: { features } })
}

function conditionOf(ask: Ask) {
  if (ask.op === 'in') return { $in: [...ask.values] }
  return ask.op === 'equals' ? ask.value : { $gte: ask.value }
}
