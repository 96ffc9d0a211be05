import { z } from 'zod'

/** A received value is quoted up to so many characters. */
const MAX_QUOTED = 60

/**
 * Says in a sentence what a part of a request takes, and what it received.
 *
 * @returns for unknown names one line each, in the order of the issue's `keys`
 */
export function requestMessage(issue: z.core.$ZodRawIssue): string {
  const { input } = issue
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownName(key, issue.inst)).join('\n')
    case 'invalid_type':
      return takes(TYPES[issue.expected] ?? issue.expected, input)
    case 'invalid_value':
      return takes(listed(issue.values), input)
    case 'too_small':
      if (issue.inclusive === false) return takes(`a number above ${issue.minimum}`, input)
      return takes(amount(issue.origin, 'at least', issue.minimum), input)
    case 'too_big':
      if (issue.inclusive === false) return takes(`a number below ${issue.maximum}`, input)
      return takes(amount(issue.origin, 'at most', issue.maximum), input)
    case 'invalid_format':
      return takes(FORMATS[issue.format] ?? `a text of the form ${issue.format}`, input)
    case 'invalid_union':
      return choice(issue)
    default:
      return issue.message ?? takes('another value', input)
  }
}

/** One of several forms, where a member by its value says which. */
function choice(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  const { input, discriminator } = issue
  const options = 'options' in issue ? issue.options : undefined
  if (discriminator === undefined || !Array.isArray(options)) {
    return issue.message ?? takes('another value', input)
  }
  const isObject = typeof input === 'object' && input !== null
  const value: unknown = isObject ? Reflect.get(input, discriminator) : undefined
  return takes(listed(options), value)
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
}

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'a time such as 2026-01-31T12:00:00Z',
}

/** Says what is taken, and what came instead. */
export function takes(what: string, input: unknown): string {
  return input === undefined
    ? `This is missing; give ${what}.`
    : `Expected ${what}, received ${received(input)}.`
}

function received(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return quoted(value)
  // A parameter that should have been a number, and is none any more after it was read as one.
  if (Number.isNaN(value)) return 'something else'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

function amount(origin: string, limit: string, count: number | bigint): string {
  if (origin === 'string')
    return `a text of ${limit} ${count} ${count === 1 ? 'character' : 'characters'}`
  if (origin === 'array') return `a list of ${limit} ${count}`
  return `a number of ${limit} ${count}`
}

function unknownName(name: string, schema: unknown): string {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
  return `${quoted(name)} is not known here; ${known.length === 0 ? 'nothing is taken' : `known is ${listed(known, 'and')}`}.`
}

function listed(values: readonly unknown[], word: 'or' | 'and' = 'or'): string {
  const texts = values.map((value) => (typeof value === 'string' ? quoted(value) : String(value)))
  const last = texts.pop() ?? 'nothing'
  return texts.length === 0 ? last : `${texts.join(', ')} ${word} ${last}`
}

function quoted(text: string): string {
  return JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text)
}
