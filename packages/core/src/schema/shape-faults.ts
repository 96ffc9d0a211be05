import * as z from 'zod'
import type { Fault } from '../errors.ts'
import { faultAt } from '../fault-path.ts'
import { isRecord } from '../records.ts'
import { describe, listNames, quote } from './describe.ts'
import { NAME_RULE } from './names.ts'
import { didYouMean } from './suggestions.ts'

/** Of a document with more faults only the first ones are told. */
export const MAX_FAULTS = 1000

type Path = readonly (string | number)[]

/** Which faults of shape a reader overlooks. */
export interface Leniency {
  readonly unknownKeys: boolean
  readonly unknownOperators: boolean
}

const SERVICE_FIELDS: ReadonlySet<string> = new Set(['version', 'allocationVersion', 'rolledBack'])
const RESERVED: ReadonlySet<unknown> = new Set(['metrics', 'experiments', 'rollouts'])

/** Checks a document against a schema, and says in sentences what does not fit. */
export function shapeFaults(schema: z.ZodType, document: unknown, lenient: Leniency): Fault[] {
  const result = schema.safeParse(document, { reportInput: true, error: message })
  if (result.success) return []
  return result.error.issues.slice(0, MAX_FAULTS).flatMap((issue) => faultsOf(issue, [], lenient))
}

function faultsOf(issue: z.core.$ZodIssue, base: Path, lenient: Leniency): Fault[] {
  const at = [...base, ...issue.path.map((step) => (typeof step === 'symbol' ? '' : step))]
  switch (issue.code) {
    case 'unrecognized_keys': {
      if (lenient.unknownKeys) return []
      const lines = issue.message.split('\n')
      return issue.keys.map((key, index) => faultAt([...at, key], lines[index] ?? ''))
    }
    case 'invalid_union':
      return unionFaults(issue, at, lenient)
    case 'invalid_value':
      if (lenient.unknownOperators && at.at(-1) === 'op' && typeof issue.input === 'string')
        return []
      return [faultAt(at, issue.message)]
    default:
      return [faultAt(at, issue.message)]
  }
}

/** Reports the faults of the form that was meant: the one with the most of the names that are there. */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, at: Path, lenient: Leniency): Fault[] {
  const { input } = issue
  if (isRecord(input)) {
    const branches = issue.errors.map((issues) => ({ issues, misfits: misfitsOf(issues) }))
    const least = Math.min(...branches.map(({ misfits }) => misfits))
    const meant = branches.find(({ misfits }) => misfits === least)
    if (meant !== undefined && least < Object.keys(input).length) {
      return meant.issues.flatMap((inner) =>
        faultsOf(inner, at, lenient).map((fault) => sayIfMixed(fault, inner, input, branches)),
      )
    }
  }
  return [faultAt(at, issue.message)]
}

/** What one form has against the input, and how many names of the input it has no place for. */
interface Branch {
  readonly issues: readonly z.core.$ZodIssue[]
  readonly misfits: number
}

/** Says so when an unknown name is at home in another form: two forms were mixed. */
function sayIfMixed(
  fault: Fault,
  issue: z.core.$ZodIssue,
  input: Readonly<Record<string, unknown>>,
  branches: readonly Branch[],
): Fault {
  const name = String(fault.at.at(-1))
  if (issue.code !== 'unrecognized_keys' || issue.path.length > 0) return fault
  const elsewhere = branches.some(
    ({ issues, misfits }) => misfits < Infinity && !unknownNames(issues).includes(name),
  )
  if (!elsewhere) return fault
  const others = Object.keys(input).filter((key) => !issue.keys.includes(key))
  return {
    ...fault,
    message: `${quote(name)} cannot stand beside ${listNames(others)}; choose one, or nest it in the other.`,
  }
}

function unknownNames(issues: readonly z.core.$ZodIssue[]): readonly string[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  )
}

/** Counts the names that a form has no place for; a form that takes no object fits worst. */
function misfitsOf(issues: readonly z.core.$ZodIssue[]): number {
  const takesNoObject = issues.some(
    ({ code, path }) => path.length === 0 && code !== 'unrecognized_keys',
  )
  return takesNoObject ? Infinity : unknownNames(issues).length
}

function message(issue: z.core.$ZodRawIssue): string {
  const received = `received ${describe(issue.input)}`
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, issue)).join('\n')
    case 'invalid_type':
      if (issue.input === undefined) {
        return `${quote(String(issue.path?.at(-1) ?? 'The document'))} is missing; add ${ARTICLES[issue.expected] ?? issue.expected}.`
      }
      return `Expected ${ARTICLES[issue.expected] ?? issue.expected}, ${received}.`
    case 'invalid_value':
      if (issue.path?.at(-1) === 'schemaVersion' && typeof issue.input === 'number') {
        return `Schema version ${issue.input} is not known to this release of Sluice, which writes 1; update Sluice or write 1.`
      }
      return notOneOf(issue.input, issue.values)
    case 'too_small':
      return `Expected ${amount(issue.origin, 'at least', issue.minimum)}, ${received}.`
    case 'too_big':
      return `Expected ${amount(issue.origin, 'at most', issue.maximum)}, ${received}.`
    case 'invalid_format':
      return `${FORMATS[issue.format] ?? NAME_RULE}; ${received}.`
    case 'invalid_key':
      return `${quote(String(issue.input))} is not a valid name. ${NAME_RULE}.`
    case 'invalid_union':
      return `Expected ${formsOf(issue.inst)}, ${received}${namesIn(issue)}`
    default:
      return issue.message ?? `This is not valid; ${received}.`
  }
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
  const names = values.map(String)
  const wanted = names.length > 6 ? 'a known name' : listNames(names)
  if (typeof input !== 'string') {
    return values.some((value) => typeof value === 'number')
      ? `Expected ${values.join(' or ')}, received ${describe(input)}.`
      : `Expected ${wanted}, received ${describe(input)}.`
  }
  return `Expected ${wanted}, received ${describe(input)}${didYouMean(input, names)}`
}

function unknownKey(key: string, issue: z.core.$ZodRawIssue): string {
  const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : []
  if (known.length === 0 && RESERVED.has(issue.path?.at(-1))) {
    return `${quote(key)} has no place here yet: ${quote(String(issue.path?.at(-1)))} is reserved; leave it out.`
  }
  if (SERVICE_FIELDS.has(key)) return `${quote(key)} is set by the service; leave it out.`
  return `${quote(key)} is not a known name here${didYouMean(key, known)}`
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
