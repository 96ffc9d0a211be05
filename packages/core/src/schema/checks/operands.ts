import { SluiceError } from '../../errors.ts'
import { parseCidr } from '../../operators/cidr.ts'
import { parseDate } from '../../operators/dates.ts'
import type { RegexEngine } from '../../operators/operator.ts'
import { parseRange } from '../../operators/semver-range.ts'
import { parseSemver } from '../../operators/semver.ts'
import type { Operator } from '../../ruleset.ts'
import { describe } from '../describe.ts'

/** Says what is wrong with one operand; `undefined` when nothing is. */
type OperandCheck = (value: unknown, regex: RegexEngine | undefined) => string | undefined

/** How many operands an operator takes, and of what kind. */
interface Operands {
  readonly least: number
  readonly most: number
  readonly check: OperandCheck
  /** Types an attribute may be declared with, to ever be known to this operator. */
  readonly attributes: ReadonlySet<string>
  /** What to use for several operands. */
  readonly several?: Operator
}

const SCALARS = new Set(['string', 'number', 'boolean', 'date', 'semver'])
const TEXTS = new Set(['string', 'date', 'semver'])
const NUMBERS = new Set(['number', 'date'])
const DATES = new Set(['date', 'number', 'string'])
const VERSIONS = new Set(['semver', 'string'])
const LISTS = new Set(['list'])

const any: OperandCheck = () => undefined

const text: OperandCheck = (value) => {
  if (typeof value !== 'string') return `Expected a text, received ${describe(value)}.`
  return value === '' ? 'An empty text is in every text; write what it should be.' : undefined
}

const wholeText: OperandCheck = (value) =>
  typeof value === 'string' ? undefined : `Expected a text, received ${describe(value)}.`

const number: OperandCheck = (value) =>
  typeof value === 'number' ? undefined : `Expected a number, received ${describe(value)}.`

const date: OperandCheck = (value) =>
  parseDate(value) === undefined
    ? `Expected epoch milliseconds or a time with a zone such as "2026-10-01T09:00:00Z", received ${describe(value)}.`
    : undefined

const version: OperandCheck = (value) =>
  parseSemver(value) === undefined
    ? `Expected a version such as "2.1.0" or "2.1.0-rc.1", received ${describe(value)}.`
    : undefined

const range: OperandCheck = (value) =>
  parseRange(value) === undefined
    ? `Expected a version range such as "^2.1.0" or ">=2.1.0 <3.0.0", received ${describe(value)}.`
    : undefined

const network: OperandCheck = (value) =>
  parseCidr(value) === undefined
    ? `Expected a network such as "10.0.0.0/8" or "2001:db8::/32", received ${describe(value)}.`
    : undefined

const pattern: OperandCheck = (value, regex) => {
  if (typeof value !== 'string') return `Expected a pattern, received ${describe(value)}.`
  try {
    regex?.(value)
    return undefined
  } catch (error) {
    if (error instanceof SluiceError) return error.message
    throw error
  }
}

const one = (
  check: OperandCheck,
  attributes: ReadonlySet<string>,
  several?: Operator,
): Operands => ({ least: 1, most: 1, check, attributes, ...(several && { several }) })

const some = (check: OperandCheck, attributes: ReadonlySet<string>): Operands => ({
  least: 1,
  most: Infinity,
  check,
  attributes,
})

const none: Operands = {
  least: 0,
  most: 0,
  check: any,
  attributes: new Set([...SCALARS, ...LISTS]),
}

/** What each operator takes. */
export const OPERANDS: Readonly<Record<Operator, Operands>> = {
  equals: one(any, SCALARS, 'in'),
  not_equals: one(any, SCALARS, 'not_in'),
  in: some(any, SCALARS),
  not_in: some(any, SCALARS),
  equals_ci: one(wholeText, TEXTS, 'in_ci'),
  in_ci: some(wholeText, TEXTS),
  starts_with: some(text, TEXTS),
  starts_with_ci: some(text, TEXTS),
  ends_with: some(text, TEXTS),
  ends_with_ci: some(text, TEXTS),
  contains: some(text, TEXTS),
  contains_ci: some(text, TEXTS),
  matches: some(pattern, TEXTS),
  lt: one(number, NUMBERS),
  lte: one(number, NUMBERS),
  gt: one(number, NUMBERS),
  gte: one(number, NUMBERS),
  between: { least: 2, most: 2, check: number, attributes: NUMBERS },
  before: one(date, DATES),
  after: one(date, DATES),
  semver_eq: some(version, VERSIONS),
  semver_lt: one(version, VERSIONS),
  semver_lte: one(version, VERSIONS),
  semver_gt: one(version, VERSIONS),
  semver_gte: one(version, VERSIONS),
  semver_in_range: some(range, VERSIONS),
  in_cidr: some(network, new Set(['string'])),
  exists: none,
  not_exists: none,
  includes_any: some(any, LISTS),
  includes_all: some(any, LISTS),
}
