import * as z from 'zod'
import { parseDate } from '../operators/dates.ts'
import { isRecord } from '../records.ts'
import { describe, listNames, quote } from './describe.ts'
import { NAME_RULE } from './names.ts'
import { didYouMean } from './suggestions.ts'

/** More names than this are not listed in a sentence. */
const MAX_LISTED = 6

const SERVICE_FIELDS: ReadonlySet<string> = new Set([
  'version',
  'allocationVersion',
  'rolledBack',
  'run',
])
const RESERVED: ReadonlySet<unknown> = new Set(['rollouts'])

/**
 * Says in a sentence what does not fit the shape, what was received and what to do.
 *
 * @returns for unknown names one line each, in the order of the issue's `keys`
 */
export function shapeMessage(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined) {
    return `${quote(String(issue.path?.at(-1) ?? 'The document'))} is missing; add ${expectedOf(issue)}.`
  }
  const received = `received ${describe(issue.input)}`
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, issue)).join('\n')
    case 'invalid_type':
      return `Expected ${expectedOf(issue)}, ${received}${asMoment(issue.input, issue.expected)}.`
    case 'invalid_value':
      if (issue.path?.at(-1) === 'schemaVersion' && typeof issue.input === 'number') {
        return `Schema version ${issue.input} is not known to this release of Sluice, which writes 1; update Sluice or write 1.`
      }
      return notOneOf(issue.input, issue.values)
    case 'too_small':
      if (issue.inclusive === false) return `Expected a number above ${issue.minimum}, ${received}.`
      return `Expected ${amount(issue.origin, 'at least', issue.minimum)}, ${received}.`
    case 'too_big':
      if (issue.inclusive === false) return `Expected a number below ${issue.maximum}, ${received}.`
      return `Expected ${amount(issue.origin, 'at most', issue.maximum)}, ${received}.`
    case 'invalid_format':
      return `${FORMATS[issue.format] ?? NAME_RULE}; ${received}.`
    case 'invalid_key':
      return `${describe(issue.input)} is not a valid name. ${NAME_RULE}.`
    case 'invalid_union':
      if (issue.inst instanceof z.ZodDiscriminatedUnion) return unknownKind(issue.inst, issue.input)
      return `Expected ${formsOf(issue.inst)}, ${received}${namesIn(issue)}`
    default:
      return issue.message ?? `This is not valid; ${received}.`
  }
}

function expectedOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return ARTICLES[issue.expected] ?? issue.expected
    case 'invalid_value':
      return oneOf(issue.values)
    case 'invalid_union':
      return formsOf(issue.inst)
    default:
      return 'it'
  }
}

/** Where a number was expected and a time was written: the number. */
function asMoment(input: unknown, expected: string): string {
  const time = typeof input === 'string' && expected !== 'string' ? parseDate(input) : undefined
  return time === undefined ? '' : `; as epoch milliseconds it is ${time}`
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
}

const FORMATS: Readonly<Record<string, string>> = {
  url: 'An address begins with http:// or https://',
  date: 'A day is written as YYYY-MM-DD and must exist',
}

function amount(origin: string, limit: string, count: number | bigint): string {
  if (origin === 'string') return `a text of ${limit} ${count} characters`
  if (origin === 'array') return `a list of ${limit} ${count}`
  return `a number of ${limit} ${count}`
}

function notOneOf(input: unknown, values: readonly unknown[]): string {
  const [value] = values
  if (typeof value === 'number' && input === String(value)) {
    return `Expected the number ${value}, received ${describe(input)}; write the number ${value}, without quotes.`
  }
  const names = values.filter((one) => typeof one === 'string')
  const hint = typeof input === 'string' ? didYouMean(input, names) : '.'
  return `Expected ${oneOf(values)}, received ${describe(input)}${hint}`
}

function oneOf(values: readonly unknown[]): string {
  if (values.length > MAX_LISTED) return 'a known name'
  return values.every((value) => typeof value === 'string')
    ? listNames(values)
    : values.join(' or ')
}

function unknownKey(key: string, issue: z.core.$ZodRawIssue): string {
  const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : []
  if (known.length === 0 && RESERVED.has(issue.path?.at(-1))) {
    return `${quote(key)} has no place here yet: ${quote(String(issue.path?.at(-1)))} is reserved; leave it out.`
  }
  if (SERVICE_FIELDS.has(key)) return `${quote(key)} is set by the service; leave it out.`
  return `${quote(key)} is not a known name here${didYouMean(key, known)}`
}

/** What tells the forms of a thing apart is missing, or none of them. */
function unknownKind(union: z.ZodDiscriminatedUnion, input: unknown): string {
  const name = union.def.discriminator
  const kinds = [...(union._zod.propValues[name] ?? [])].filter((one) => typeof one === 'string')
  const given = isRecord(input) ? input[name] : undefined
  if (given === undefined) return `${quote(name)} is missing; add ${listNames(kinds)}.`
  const hint = typeof given === 'string' ? didYouMean(given, kinds) : '.'
  return `Expected ${listNames(kinds)}, received ${describe(given)}${hint}`
}

/** Names the first thing in an object that is in none of the forms. */
function namesIn({ input, inst }: z.core.$ZodRawIssue): string {
  const [name] = isRecord(input) ? Object.keys(input) : []
  if (name === undefined || !(inst instanceof z.ZodUnion)) return '.'
  const known = inst.options.flatMap((form) =>
    form instanceof z.ZodObject ? Object.keys(form.shape) : [],
  )
  return ` with ${quote(name)}${didYouMean(name, known)}`
}

function formsOf(union: unknown): string {
  if (!(union instanceof z.ZodUnion)) return 'another value'
  const [form, ...others] = union.options
    .map((option) => (option instanceof z.ZodObject ? Object.keys(option.shape)[0] : undefined))
    .filter((name) => name !== undefined)
  if (form === undefined) return 'a text, a number, true or false'
  return others.length > 0
    ? `an object with ${listNames([form, ...others])}`
    : `a text, a number, true or false, a list, or an object with ${quote(form)}`
}
