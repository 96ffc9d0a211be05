import type { CompiledRuleset, Ruleset } from '@sluice/core'
import { compile } from '@sluice/core'
import { parseRuleset } from '@sluice/core/schema'
import type { Ask, Workload } from './workload.ts'
import { flagKeys } from './workload.ts'

const HALVES = {
  split: [
    { variant: 'control', weightBps: 5000 },
    { variant: 'urgent', weightBps: 5000 },
  ],
}

/** The workload as a document of Sluice. */
export function sluiceDocument(workload: Workload): unknown {
  const flags = flagKeys(workload).map((key, flag) => [
    key,
    {
      type: 'string',
      variants: { control: 'Buy now', urgent: 'Only 2 left' },
      defaultVariant: 'control',
      rules: workload.rulesOf(flag).map((ask, index) => ({
        id: `rule-${index}`,
        when: conditionOf(ask),
        serve: workload.serves === 'variant' ? { variant: 'urgent' } : HALVES,
      })),
    },
  ])
  return {
    schemaVersion: 1,
    attributes: {
      country: { type: 'string' },
      plan: { type: 'string' },
      age: { type: 'number' },
    },
    flags: Object.fromEntries(flags) as unknown,
  }
}

function conditionOf(ask: Ask): unknown {
  const { attribute } = ask
  if (ask.op === 'in') return { attribute, op: 'in', values: ask.values }
  return { attribute, op: ask.op === 'equals' ? 'equals' : 'gte', values: [ask.value] }
}

/** Parses the workload, as a service does before it compiles. */
export function sluiceRuleset(workload: Workload): Ruleset {
  return parseRuleset(sluiceDocument(workload)).ruleset
}

/** The workload, ready to be evaluated. */
export function compileSluice(workload: Workload): CompiledRuleset {
  return compile(sluiceRuleset(workload))
}
