import type { Condition, ConditionOutcome, Flag, Rule } from '../index.ts'
import { compile } from '../index.ts'
import { re2Engine } from '../regex.ts'
import { parseRuleset } from '../schema.ts'

const { ruleset } = parseRuleset({ schemaVersion: 1, flags: { it: {} } })

/** Evaluates one operator of a test, as a rule would. Operands are not checked first. */
export function truthOf(
  op: string,
  values: readonly unknown[] | undefined,
  seen?: unknown,
): ConditionOutcome {
  const condition = { attribute: 'seen', op, ...(values !== undefined && { values }) }
  return outcomeOf(condition as Condition, seen === undefined ? {} : { seen })
}

/** Evaluates one condition of a test over a context; the trace has to say the same. */
export function outcomeOf(
  condition: Condition,
  context: Readonly<Record<string, unknown>>,
): ConditionOutcome {
  const rules: readonly Rule[] = [
    { id: 'true', when: condition, serve: { variant: 'on' } },
    { id: 'false', when: { not: condition }, serve: { variant: 'on' } },
  ]
  const it: Flag = { ...(ruleset.flags['it'] as Flag), rules }
  const compiled = compile({ ...ruleset, flags: { it } }, { regex: re2Engine })
  const { ruleId = 'unknown' } = compiled.evaluate('it', context, 0).metadata
  const traced = compiled.explain('it', context, 0).rules[0]?.when?.outcome
  if (traced !== ruleId) throw new Error(`evaluated ${ruleId}, explained ${traced}`)
  return traced
}
