import { expect, it } from 'vitest'
import type { Word } from './word.ts'
import { readWord, writeWord } from './word.ts'

const CONTEXT = '{"targetingKey":"ada"}'
const word: Word = {
  quietMs: 45_000,
  isStreaming: true,
  answer: {
    version: 3,
    epoch: 'e',
    fetchedAt: 5,
    values: {
      flags: new Map([
        ['a', { key: 'a', value: { deep: [1] }, reason: 'SPLIT', metadata: { ruleId: 'r' } }],
        ['b', { key: 'b', reason: 'ERROR', errorCode: 'GENERAL', errorMessage: 'x', metadata: {} }],
      ]),
      bad: ['c'],
      etag: '"3"',
    },
  },
}

it('comes through a channel as it was said', () => {
  const told = readWord(structuredClone(writeWord(CONTEXT, word)), CONTEXT)
  expect(told).toMatchObject({ ...word, isSameContext: true })
  expect(told?.answer?.values?.flags).toEqual(word.answer?.values?.flags)
})

it('carries a failure', () => {
  const failure = { code: 'HTTP_ERROR', message: 'answered 503', status: 503 }
  const said = writeWord(CONTEXT, { quietMs: 1, isStreaming: false, failure })
  expect(readWord(said, CONTEXT)?.failure).toEqual(failure)
})

it('tells whose values they are', () => {
  expect(readWord(writeWord(CONTEXT, word), '{"targetingKey":"bob"}')?.isSameContext).toBe(false)
})

const circular: Record<string, unknown> = { version: 1 }
circular['self'] = circular

it.each([
  undefined,
  null,
  5,
  'text',
  [],
  {},
  { quietMs: 'soon' },
  { quietMs: -1 },
  { quietMs: NaN },
  { quietMs: 1, answer: null },
  { quietMs: 1, answer: { flags: {} } },
  { quietMs: 1, answer: { flags: [null] } },
  { quietMs: 1, answer: circular },
  { quietMs: 1, failure: null },
])('ignores what is no word: %#', (data) => {
  expect(readWord(data, CONTEXT)).toBeUndefined()
})

it('bounds what it takes', () => {
  const told = readWord(
    {
      quietMs: Infinity,
      context: 7,
      isStreaming: 'yes',
      answer: { version: -1, epoch: 5, fetchedAt: 'now', flags: [{ key: '__proto__' }], bad: 3 },
      failure: { code: 'x'.repeat(5000), message: {}, status: 'bad' },
    },
    CONTEXT,
  )
  expect(told).toMatchObject({
    quietMs: 3_600_000,
    isStreaming: false,
    isSameContext: false,
    answer: { version: undefined, epoch: undefined, fetchedAt: undefined },
    failure: { status: undefined },
  })
  expect(told?.failure?.code).toHaveLength(99)
  expect([...(told?.answer?.values?.flags.keys() ?? [])]).toEqual(['__proto__'])
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})
