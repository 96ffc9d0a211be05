import { kindOf } from '../overlay/misfit.ts'
import type { SluiceManifest } from '../manifest.ts'

/** A context travels with each request for values. More than a link carries, and less than the service refuses. */
const LONGEST_CONTEXT = 16_384
const LONGEST_NAME = 128
const MOST_ATTRIBUTES = 200
/** Attributes are values, lists of them, and now and then an object. */
const DEEPEST_ATTRIBUTE = 8
const MOST_FAULTS = 5

/** Names by which careless code reaches what all objects share. */
const FORBIDDEN = new Set(['__proto__', 'prototype'])

/** What JSON has for an attribute that the ruleset declares; a date has two forms. */
const JSON_KINDS: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  semver: 'string',
  list: 'list',
}

/** What identifies somebody. */
const KEYS = ['targetingKey', 'anonymousKey']

/**
 * Looks whether a context that somebody else wrote can be looked at the page with: one
 * that the service would refuse, or that no app would set, leaves the page without values.
 *
 * @returns what is wrong with it, each in a sentence, a few at most; none where it fits
 */
export function contextFaults(
  context: unknown,
  manifest: Pick<SluiceManifest, 'attributes'> | undefined,
): readonly string[] {
  if (kindOf(context) !== 'object') return [`it is ${kindOf(context)}, and not an object.`]
  const attributes = Object.entries(context as object)
  if (attributes.length > MOST_ATTRIBUTES)
    return [`it has ${attributes.length} attributes, and ${MOST_ATTRIBUTES} at most are taken.`]
  const faults = attributes.flatMap(([name, value]) => {
    const fault = nameFault(name) ?? valueFault(value) ?? typeFault(name, value, manifest)
    return fault === undefined ? [] : [`its attribute ${shortened(name)} ${fault}`]
  })
  if (faults.length > 0) return faults.slice(0, MOST_FAULTS)
  // Last: what nests too deeply cannot be written.
  const { length } = JSON.stringify(context)
  return length > LONGEST_CONTEXT
    ? [`it has ${length} characters as JSON, and ${LONGEST_CONTEXT} at most are taken.`]
    : []
}

function nameFault(name: string): string | undefined {
  if (name.trim() === '') return 'has no name.'
  if (name.length > LONGEST_NAME) return `has a name of more than ${LONGEST_NAME} characters.`
  return FORBIDDEN.has(name) ? 'has a name that no attribute may have.' : undefined
}

/** Looks into a value level by level, so that no depth of it fills the stack. */
function valueFault(value: unknown): string | undefined {
  let level: readonly unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (level.some(isUnsafe)) return 'holds a number that is too large to be kept as it is.'
    const inner = level.filter((one): one is object => typeof one === 'object' && one !== null)
    if (inner.length > 0 && depth === DEEPEST_ATTRIBUTE)
      return `nests deeper than ${DEEPEST_ATTRIBUTE}.`
    if (inner.some((one) => Object.keys(one).some((name) => FORBIDDEN.has(name))))
      return 'holds a name that no attribute may have.'
    level = inner.flatMap((one): unknown[] => Object.values(one))
  }
  return undefined
}

/** Out of JSON `1e999` comes as infinite, and long integers have lost digits. */
function isUnsafe(value: unknown): boolean {
  return typeof value === 'number' && !(Math.abs(value) <= Number.MAX_SAFE_INTEGER)
}

function typeFault(
  name: string,
  value: unknown,
  manifest: Pick<SluiceManifest, 'attributes'> | undefined,
): string | undefined {
  const kind = kindOf(value)
  if (KEYS.includes(name)) {
    if (kind !== 'string') return `has to be a string, and is ${kind}.`
    return value === '' ? 'is empty.' : undefined
  }
  const { attributes } = manifest ?? {}
  const type = attributes && Object.hasOwn(attributes, name) ? attributes[name]?.type : undefined
  const wanted = JSON_KINDS[type ?? '']
  // Nothing is what there is of an attribute that is not known.
  if (wanted === undefined || kind === wanted || kind === 'null') return undefined
  return `is declared as ${type}, and is ${kind}.`
}

function shortened(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}…` : `"${name}"`
}
