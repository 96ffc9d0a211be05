import type { Operand, Test } from './operator.ts'
import { unknown } from './operator.ts'

/** Longer texts are not versions; the limit bounds the work on a hostile attribute. */
const MAX_LENGTH = 256

const NUMBER = '0|[1-9]\\d*'
const IDENTIFIER = `(?:${NUMBER}|\\d*[A-Za-z-][0-9A-Za-z-]*)`
const VERSION = /* @__PURE__ */ new RegExp(
  `^(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})(?:-(${IDENTIFIER}(?:\\.${IDENTIFIER})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
)
const DIGITS = /^\d+$/

/** A version; build metadata is not kept, because it has no part in the order. */
export interface Semver {
  /** Major, minor and patch as decimal digits, without leading zeros, of any length. */
  readonly core: readonly [string, string, string]
  /** Empty for a release. */
  readonly prerelease: readonly string[]
}

/** Compiles `semver_eq`, `semver_lt` and their kin: the order holds for one of the operands. */
export function semverTest(holds: (order: number) => boolean, values: readonly Operand[]): Test {
  const operands: Semver[] = []
  for (const value of values) {
    const operand = parseSemver(value)
    if (operand === undefined) return unknown
    operands.push(operand)
  }
  return (seen) => {
    const version = parseSemver(seen)
    if (version === undefined) return undefined
    return operands.some((operand) => holds(compareSemver(version, operand)))
  }
}

/**
 * Reads a version of Semantic Versioning 2.0.0, such as `2.1.0-rc.1`.
 *
 * @returns `undefined` for anything else, also for `v2.1.0` and `2.1`
 */
export function parseSemver(value: unknown): Semver | undefined {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return undefined
  const match = VERSION.exec(value)
  if (match === null) return undefined
  const [, major = '0', minor = '0', patch = '0', prerelease] = match
  return { core: [major, minor, patch], prerelease: prerelease?.split('.') ?? [] }
}

/**
 * Orders two versions by precedence.
 *
 * @returns negative, zero or positive
 * @see Semantic Versioning 2.0.0, §11
 */
export function compareSemver(a: Semver, b: Semver): number {
  return compareCore(a, b) || comparePrerelease(a.prerelease, b.prerelease)
}

/** Orders by major, minor and patch alone. */
export function compareCore(a: Semver, b: Semver): number {
  return (
    compareDigits(a.core[0], b.core[0]) ||
    compareDigits(a.core[1], b.core[1]) ||
    compareDigits(a.core[2], b.core[2])
  )
}

function comparePrerelease(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length
  for (let index = 0; index < a.length; index++) {
    const order = compareIdentifiers(a[index] as string, b[index])
    if (order !== 0) return order
  }
  return a.length - b.length
}

function compareIdentifiers(a: string, b: string | undefined): number {
  if (b === undefined) return 1
  const numeric = DIGITS.test(a)
  if (numeric !== DIGITS.test(b)) return numeric ? -1 : 1
  return numeric ? compareDigits(a, b) : compareText(a, b)
}

// As digits, because numbers above 2^53 would come out equal to their neighbours.
function compareDigits(a: string, b: string): number {
  return a.length - b.length || compareText(a, b)
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
