import { describe, expect, it } from 'vitest'
import * as stats from '../src/index.ts'
import { StatsError } from '../src/index.ts'
import type { Arguments } from './calls.ts'
import { CALLS } from './calls.ts'
import { isRecord, replaced, unreadable } from './replaced.ts'

const EXPORTS: Readonly<Record<string, unknown>> = { ...stats }

/** What plain JavaScript and JSON bring where TypeScript wants an object or a list. */
const HOSTILE = [null, 'x', Number.NaN, 5, 1n, true, Symbol('x'), () => 1]
const NOT_A_RECORD = [...HOSTILE, [], [null]]
const NOT_A_LIST = [...HOSTILE, {}, Object.create(null), new Set([1])]
const NOT_A_LEAF = [null, [], {}, 1n, Symbol('x'), () => 1, Object.create(null)]

/** Parts that a function has no use for, so that whatever stands there is taken. */
const UNREAD: readonly RegExp[] = [
  /^countedUnits\[0\]\.units\./,
  /^(heterogeneity|heterogeneitySequential|poolEffects|shrinkEffects)\[0\]\[\d\]\.at$/,
  /^(compareQuantileEstimates|liftOfQuantiles)\[[01]\]\.n$/,
  /^designPower\[1\]\.units$/,
  /^power\w+\[2\]\.power$/,
  /^readLook\[1\]\.settings\.spending$/,
]

/** The refusals of a function, by the path of what was wrong; anything else fails. */
function refusalsOf(
  name: string,
  by: (value: unknown) => readonly unknown[],
): readonly (readonly [path: string, error: StatsError])[] {
  const call = EXPORTS[name] as (...all: Arguments) => unknown
  return (CALLS[name] ?? []).flatMap((given) =>
    [...replaced(given, by, name)].flatMap(([path, bad]) => {
      if (path === name || UNREAD.some((unread) => unread.test(path))) return []
      try {
        return [[path, taken(path, call(...(bad as Arguments)))]] as const
      } catch (error) {
        if (error instanceof StatsError) return [[path, error]] as const
        throw new Error(`${path} ends in an error of the engine's`, { cause: error })
      }
    }),
  )
}

function taken(path: string, answer: unknown): never {
  throw new Error(`${path} was taken, with ${JSON.stringify(answer)}`)
}

const NAMED = /^\S.* (is|are|has|cannot be read: It is revoked)\b[^]*\. Give /
const isLeaf = (value: unknown): boolean =>
  !isRecord(value) && !Array.isArray(value) && typeof value !== 'function'

/** Messages, by path, that do not name what was wrong and what to give, or are of another category. */
function unnamed(refusals: ReturnType<typeof refusalsOf>): readonly string[] {
  return refusals
    .filter(([, error]) => error.category !== 'invalid_input' || !NAMED.test(error.message))
    .map(([path, { message }]) => `${path}: ${message}`)
}

describe.each(Object.keys(CALLS))('%s', (name) => {
  it('has an answer to what it is called with here', () => {
    const call = EXPORTS[name] as (...all: Arguments) => unknown
    for (const given of CALLS[name] ?? []) expect(() => call(...given)).not.toThrow()
  })

  it('refuses what is no object by its name, and says what to give', () => {
    const by = (value: unknown): readonly unknown[] => (isRecord(value) ? NOT_A_RECORD : [])
    expect(unnamed(refusalsOf(name, by))).toEqual([])
  })

  it('refuses what is no list likewise', () => {
    const by = (value: unknown): readonly unknown[] => (Array.isArray(value) ? NOT_A_LIST : [])
    expect(unnamed(refusalsOf(name, by))).toEqual([])
  })

  it('refuses what is neither number nor text where it wants one, in words', () => {
    const refusals = refusalsOf(name, (value) => (isLeaf(value) ? NOT_A_LEAF : []))
    expect(refusals.filter(([, { message }]) => !/\. \S/.test(message))).toEqual([])
  })

  it('refuses what cannot be read, with the cause', () => {
    const refusals = refusalsOf(name, unreadable)
    expect(unnamed(refusals)).toEqual([])
    for (const [, { cause }] of refusals) expect(cause).toHaveProperty('message', 'It is revoked')
  })
})
