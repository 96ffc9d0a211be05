import type { Operand, Test } from './operator.ts'
import { unknown } from './operator.ts'
import type { Semver } from './semver.ts'
import { compareCore, compareSemver, parseSemver } from './semver.ts'

const MAX_LENGTH = 1000
const PART = '0|[1-9]\\d*|[xX*]'
const PARTIAL = /* @__PURE__ */ new RegExp(
  `^v?(${PART})(?:\\.(${PART})(?:\\.(${PART})(-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?)?)?$`,
)
const COMPARATOR = /^(>=|<=|>|<|=|\^|~)?(.+)$/
const SPACES = /\s+/

/** One bound of a range. */
interface Bound {
  readonly op: '>=' | '>' | '<' | '<=' | '='
  readonly version: Semver
}

/** Any of the sets holds when all of its bounds do. */
type Range = readonly (readonly Bound[])[]

/** `x` in a version leaves this part, and those after it, open. */
interface Partial {
  readonly parts: readonly string[]
  readonly prerelease: string
}

/** Compiles `semver_in_range`: the version is in one of the ranges. */
export function inRange(values: readonly Operand[]): Test {
  const ranges: Range[] = []
  for (const value of values) {
    const range = parseRange(value)
    if (range === undefined) return unknown
    ranges.push(range)
  }
  return (seen) => {
    const version = parseSemver(seen)
    return version && ranges.some((range) => range.some((set) => satisfies(version, set)))
  }
}

/**
 * Reads an npm-style range: `>=1.2.0 <2.0.0`, `^1.2`, `~1.2.3`, `1.x`, `1.2.3 - 2.0.0`, `… || …`.
 *
 * @returns `undefined` for anything else
 */
export function parseRange(value: unknown): Range | undefined {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return undefined
  const sets: (readonly Bound[])[] = []
  for (const text of value.split('||')) {
    const set = parseSet(text.trim())
    if (set === undefined) return undefined
    sets.push(set)
  }
  return sets
}

// A pre-release is in a range only when the range names a pre-release of the
// same major, minor and patch: whoever asks for ^1.2.0 did not ask for 1.3.0-beta.
function satisfies(version: Semver, set: readonly Bound[]): boolean {
  if (!set.every((bound) => holds(bound, version))) return false
  return (
    version.prerelease.length === 0 ||
    set.some(
      (bound) => bound.version.prerelease.length > 0 && compareCore(bound.version, version) === 0,
    )
  )
}

function holds({ op, version }: Bound, seen: Semver): boolean {
  const order = compareSemver(seen, version)
  switch (op) {
    case '>=':
      return order >= 0
    case '>':
      return order > 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '=':
      return order === 0
  }
}

function parseSet(text: string): readonly Bound[] | undefined {
  const hyphen = text.split(/\s+-\s+/)
  if (hyphen.length === 2) {
    const low = parsePartial(hyphen[0] as string)
    const high = parsePartial(hyphen[1] as string)
    return low && high && [...boundsOf('>=', low), ...boundsOf('<=', high)]
  }
  const bounds: Bound[] = []
  const joined = text.replaceAll(/(>=|<=|>|<|=|\^|~)\s+/g, '$1')
  for (const token of joined === '' ? ['*'] : joined.split(SPACES)) {
    const match = COMPARATOR.exec(token)
    const partial = match?.[2] === undefined ? undefined : parsePartial(match[2])
    if (partial === undefined) return undefined
    bounds.push(...boundsOf(match?.[1] ?? '=', partial))
  }
  return bounds
}

function parsePartial(text: string): Partial | undefined {
  const match = PARTIAL.exec(text)
  if (match === null) return undefined
  const parts = match.slice(1, 4).filter((part) => part !== undefined)
  const open = parts.findIndex((part) => /^[xX*]$/.test(part))
  const partial = {
    parts: open === -1 ? parts : parts.slice(0, open),
    prerelease: open === -1 ? (match[4] ?? '') : '',
  }
  return parseSemver(lowest(partial)) && partial
}

function boundsOf(op: string, partial: Partial): Bound[] {
  const { parts } = partial
  const from = versionOf(lowest(partial))
  if (parts.length === 0) return op === '>' || op === '<' ? [bound('<', '0.0.0-0')] : []
  const whole = parts.length === 3
  switch (op) {
    case '>=':
      return [{ op: '>=', version: from }]
    case '>':
      return whole ? [{ op: '>', version: from }] : [bound('>=', next(parts, parts.length - 1))]
    case '<':
      return whole ? [{ op: '<', version: from }] : [bound('<', `${lowest(partial)}-0`)]
    case '<=':
      return whole
        ? [{ op: '<=', version: from }]
        : [bound('<', `${next(parts, parts.length - 1)}-0`)]
    case '^':
      return [{ op: '>=', version: from }, bound('<', `${next(parts, caretPart(parts))}-0`)]
    case '~':
      return [{ op: '>=', version: from }, bound('<', `${next(parts, parts.length > 1 ? 1 : 0)}-0`)]
    default:
      if (whole) return [{ op: '=', version: from }]
      return [{ op: '>=', version: from }, bound('<', `${next(parts, parts.length - 1)}-0`)]
  }
}

// `^` keeps the leftmost part that is not zero; when all that are given are zero, the last of them.
function caretPart(parts: readonly string[]): number {
  const first = parts.findIndex((part) => part !== '0')
  return first === -1 ? parts.length - 1 : first
}

function lowest({ parts, prerelease }: Partial): string {
  return [...parts, '0', '0', '0'].slice(0, 3).join('.') + prerelease
}

function next(parts: readonly string[], index: number): string {
  const raised = parts.slice(0, index).concat(String(BigInt(parts[index] ?? '0') + 1n))
  return lowest({ parts: raised, prerelease: '' })
}

function bound(op: Bound['op'], version: string): Bound {
  return { op, version: versionOf(version) }
}

function versionOf(text: string): Semver {
  return parseSemver(text) ?? { core: ['0', '0', '0'], prerelease: [] }
}
