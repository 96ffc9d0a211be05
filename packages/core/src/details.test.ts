import { expect, it } from 'vitest'
import type { Resolved } from './index.ts'
import { compile, isUnresolved, toDetails } from './index.ts'
import { parseRuleset } from './schema.ts'

const flags = compile(
  parseRuleset({
    schemaVersion: 1,
    flags: { a: { type: 'string', variants: { x: '' }, defaultVariant: 'x' }, b: {} },
  }).ruleset,
)

it('gives the value with what is known of it', () => {
  expect(toDetails(flags.evaluate('a', {}, 0), 'default')).toEqual({
    key: 'a',
    value: '',
    variant: 'x',
    reason: 'DEFAULT',
    metadata: {},
  })
})

it('gives the default when evaluation could not decide', () => {
  const evaluation = flags.evaluate('nowhere', {}, 0)
  expect(isUnresolved(evaluation)).toBe(true)
  expect(toDetails(evaluation, 'default')).toEqual({
    key: 'nowhere',
    value: 'default',
    reason: 'ERROR',
    errorCode: 'FLAG_NOT_FOUND',
    errorMessage: 'There is no flag "nowhere".',
    metadata: {},
  })
})

it.each([1, true, {}, []])('gives the default %j when the value is of another type', (other) => {
  expect(toDetails(flags.evaluate('a', {}, 0), other)).toMatchObject({
    value: other,
    reason: 'ERROR',
    errorCode: 'TYPE_MISMATCH',
  })
})

it('takes a value of any type for a default of null', () => {
  expect(toDetails(flags.evaluate('b', {}, 0), null)).toMatchObject({ value: false })
})

it('tells objects from lists', () => {
  const list: Resolved = { key: 'l', value: [1], variant: 'v', reason: 'STATIC', metadata: {} }
  expect(toDetails(list, {})).toMatchObject({ errorCode: 'TYPE_MISMATCH' })
  expect(toDetails(list, [])).toMatchObject({ value: [1] })
})

it('keeps reason and variant of a flag whose value is the caller’s to choose', () => {
  const source = { key: 'a', reason: 'DISABLED', variant: 'off', metadata: { version: 3 } } as const
  expect(toDetails(source, true)).toEqual({ ...source, value: true })
})
