import { FlagdCore, MemoryStorage } from '@openfeature/flagd-core'
import type { Ask, Workload } from './workload.ts'
import { flagKeys } from './workload.ts'

const logger = { error() {}, warn() {}, info() {}, debug() {} }

const HALVES = {
  fractional: [
    ['control', 50],
    ['urgent', 50],
  ],
}

/** The workload as flagd's JSON. */
export function flagdDocument(workload: Workload): string {
  const served = workload.serves === 'variant' ? 'urgent' : HALVES
  const targetingOf = (flag: number): unknown => ({
    if: [...workload.rulesOf(flag).flatMap((ask) => [conditionOf(ask), served]), 'control'],
  })
  const flags = flagKeys(workload).map((key, flag) => [
    key,
    {
      state: 'ENABLED',
      variants: { control: 'Buy now', urgent: 'Only 2 left' },
      defaultVariant: 'control',
      targeting: targetingOf(flag),
    },
  ])
  return JSON.stringify({ flags: Object.fromEntries(flags) as unknown })
}

function conditionOf(ask: Ask): unknown {
  const seen = { var: ask.attribute }
  if (ask.op === 'in') return { in: [seen, ask.values] }
  return ask.op === 'equals' ? { '==': [seen, ask.value] } : { '>=': [seen, ask.value] }
}

/** The workload in flagd's own evaluator, which compiles its rules too. */
export function compileFlagd(document: string): FlagdCore {
  const core = new FlagdCore(new MemoryStorage(logger), logger)
  core.setConfigurations(document)
  return core
}
