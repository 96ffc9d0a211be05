import { describe, expect, it } from 'vitest'
import { checkFunction, checkList, checkRecord, checkText, readMember } from './form.ts'

const refused = (message: string): unknown =>
  expect.objectContaining({ name: 'StatsError', category: 'invalid_input', message })

describe('checkRecord', () => {
  it.each([{}, { alpha: 0.05 }, Object.create(null) as object, new Map()])('takes %o', (value) => {
    expect(() => checkRecord('settings', value, 'alpha')).not.toThrow()
  })

  it.each([
    [null, 'null'],
    [undefined, 'undefined'],
    ['0.05', '"0.05"'],
    [Number.NaN, 'NaN'],
    [1n, '1n'],
    [Symbol('x'), 'Symbol(x)'],
    [[0.05], 'a list'],
    [() => 1, 'a function'],
  ])('says what %o is, and what to give', (value, shown) => {
    expect(() => checkRecord('settings', value, 'alpha and side')).toThrow(
      refused(`settings is ${shown}. Give an object with alpha and side.`),
    )
  })

  it('names a member that cannot be read, with the cause', () => {
    const cause = new Error('It is revoked')
    const settings = {
      side: 'less',
      get alpha(): number {
        throw cause
      },
    }
    expect(() => checkRecord('settings', settings, 'alpha')).toThrow(
      expect.objectContaining({
        message: 'settings.alpha cannot be read: It is revoked. Give a plain value.',
        cause,
      }),
    )
  })
})

it('reads a member, and says also what is thrown that is no error', () => {
  expect(readMember('it', { a: 5 }, 'a')).toBe(5)
  const thrower = Object.defineProperty({}, 'a', {
    get: () => {
      throw null as unknown as Error
    },
  })
  expect(() => readMember('it', thrower, 'a')).toThrow(
    refused('it.a cannot be read: null. Give a plain value.'),
  )
})

it('takes an array and a typed one for a list, and nothing else that has a length', () => {
  for (const list of [[], [1], new Float64Array(2)])
    expect(() => checkList('values', list)).not.toThrow()
  for (const none of [{ length: 1 }, 'values', () => 1, new Set([1])])
    expect(() => checkList('values', none)).toThrow(/^values is .*\. Give an array of numbers\.$/)
  expect(() => checkList('effects', {}, 'effects')).toThrow(
    refused('effects is an object. Give an array of effects.'),
  )
})

it('takes a text, and a function, where one is wanted', () => {
  expect(() => checkText('key', '')).not.toThrow()
  expect(() => checkText('key', 5)).toThrow(refused('key is 5. Give a text.'))
  expect(() => checkFunction('variantOf', () => 1)).not.toThrow()
  expect(() => checkFunction('variantOf', {})).toThrow(
    refused('variantOf is an object. Give a function.'),
  )
})
