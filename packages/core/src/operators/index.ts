import { ownValue } from '../records.ts'
import type { AttributeCondition, Operator } from '../ruleset.ts'
import { not } from '../truth.ts'
import { inCidr } from './cidr.ts'
import { dateTest } from './dates.ts'
import { isOneOf } from './equality.ts'
import { includesAll, includesAny } from './lists.ts'
import { atLeast, atMost, between, greaterThan, lessThan, numberTest } from './numbers.ts'
import type { Operand, RegexEngine, Test } from './operator.ts'
import { unknown } from './operator.ts'
import { matches } from './regex.ts'
import { inRange } from './semver-range.ts'
import { semverTest } from './semver.ts'
import {
  contains,
  endsWith,
  isOneOfIgnoringCase,
  startsWith,
  textTest,
  textTestIgnoringCase,
} from './text.ts'

type Compile = (values: readonly Operand[], regex: RegexEngine | undefined) => Test

const COMPILERS: { readonly [op in Operator]: Compile } = {
  exists: () => isThere,
  not_exists: () => negate(isThere),
  equals: isOneOf,
  not_equals: (values) => negate(isOneOf(values)),
  in: isOneOf,
  not_in: (values) => negate(isOneOf(values)),
  equals_ci: isOneOfIgnoringCase,
  in_ci: isOneOfIgnoringCase,
  starts_with: (values) => textTest(startsWith, values),
  starts_with_ci: (values) => textTestIgnoringCase(startsWith, values),
  ends_with: (values) => textTest(endsWith, values),
  ends_with_ci: (values) => textTestIgnoringCase(endsWith, values),
  contains: (values) => textTest(contains, values),
  contains_ci: (values) => textTestIgnoringCase(contains, values),
  matches,
  lt: (values) => numberTest(lessThan, values),
  lte: (values) => numberTest(atMost, values),
  gt: (values) => numberTest(greaterThan, values),
  gte: (values) => numberTest(atLeast, values),
  between,
  before: (values) => dateTest(lessThan, values),
  after: (values) => dateTest(greaterThan, values),
  semver_eq: (values) => semverTest((order) => order === 0, values),
  semver_lt: (values) => semverTest((order) => order < 0, values),
  semver_lte: (values) => semverTest((order) => order <= 0, values),
  semver_gt: (values) => semverTest((order) => order > 0, values),
  semver_gte: (values) => semverTest((order) => order >= 0, values),
  semver_in_range: inRange,
  in_cidr: inCidr,
  includes_any: includesAny,
  includes_all: includesAll,
}

/**
 * Compiles the test of one condition.
 *
 * Total: an operator that is not known and
 * operands that cannot be read give a test that always answers *unknown*.
 */
export function compileTest(condition: AttributeCondition, regex: RegexEngine | undefined): Test {
  const compilers: Readonly<Record<string, Compile>> = COMPILERS
  const compileOperands = ownValue(compilers, condition.op)
  return compileOperands?.(condition.values ?? [], regex) ?? unknown
}

const isThere: Test = (seen) => seen !== undefined

function negate(test: Test): Test {
  return (seen) => not(test(seen))
}
