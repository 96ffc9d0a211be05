import { expect, it } from 'vitest'
import conformance from '../conformance/v1.json' with { type: 'json' }
import type { Evaluation } from './index.ts'
import { compile } from './index.ts'
import { re2Engine } from './regex.ts'
import { parseRuleset } from './schema.ts'

interface Case {
  readonly title: string
  readonly key: string
  readonly context: Readonly<Record<string, unknown>>
  readonly now?: number
  readonly expect: Readonly<Record<string, unknown>>
}

const cases: readonly Case[] = conformance.cases
const { ruleset } = parseRuleset(conformance.ruleset, { regex: re2Engine })
const compiled = compile(ruleset, { regex: re2Engine })

it('has the version that this test knows', () => {
  expect(conformance.version).toBe(1)
})

it.each(cases)('$title', ({ key, context, now = 0, expect: expected }) => {
  expect(fieldsOf(compiled.evaluate(key, context, now))).toEqual(expected)
})

function fieldsOf(evaluation: Evaluation): Readonly<Record<string, unknown>> {
  const { ruleId, stability, exposure, sampleBps, sampleBy, overridable, pierce } =
    evaluation.metadata
  const answer =
    'errorCode' in evaluation
      ? { errorCode: evaluation.errorCode }
      : { value: evaluation.value, variant: evaluation.variant }
  const metadata = { ruleId, stability, exposure, sampleBps, sampleBy, overridable, pierce }
  return { ...answer, reason: evaluation.reason, ...metadata }
}
