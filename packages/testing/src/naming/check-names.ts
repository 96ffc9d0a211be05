import type { Flag, JsonValue, Ruleset } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import { literal, meant, variantsOf } from './words.ts'

/** Values by flag key, as a test names them. */
export type NamedValues = Readonly<Record<string, JsonValue | undefined>>
/** Variants by flag key, as a test names them. */
export type NamedVariants = Readonly<Record<string, string | undefined>>

type Manifest = Pick<Ruleset, 'flags'> | undefined

/**
 * Finds a flag that a test names.
 *
 * @returns `undefined` where there is no manifest to look in
 * @throws SluiceError `UNKNOWN_FLAG` when the manifest has none, or an archived one
 */
export function findFlag(manifest: Manifest, key: string): Flag | undefined {
  if (!manifest) return undefined
  const flag = Object.hasOwn(manifest.flags, key) ? manifest.flags[key] : undefined
  if (flag && !flag.archived) return flag
  const message = flag
    ? `The flag "${key}" is archived. Take it out of this test, and out of the code that reads it.`
    : `There is no flag "${key}" in the manifest.${meant(key, Object.keys(manifest.flags))} Correct the key, or add the flag to the manifest.`
  throw new SluiceError('UNKNOWN_FLAG', message)
}

/**
 * Checks a variant that a test names.
 *
 * @returns what the variant stands for, where the manifest knows it
 * @throws SluiceError `UNKNOWN_FLAG`, or `UNKNOWN_VARIANT`
 */
export function valueOfVariant(
  manifest: Manifest,
  key: string,
  variant: string,
): JsonValue | undefined {
  const flag = findFlag(manifest, key)
  if (!flag) return variant === 'on' || variant === 'off' ? variant === 'on' : undefined
  if (Object.hasOwn(flag.variants, variant)) return flag.variants[variant]?.value
  const guess = meant(variant, Object.keys(flag.variants))
  throw new SluiceError(
    'UNKNOWN_VARIANT',
    `The flag "${key}" has no variant "${variant}".${guess} ${variantsOf(flag)}`,
  )
}

/**
 * Checks a value that a test names.
 *
 * @throws SluiceError `UNKNOWN_FLAG`, or `WRONG_TYPE`
 */
export function checkValue(manifest: Manifest, key: string, value: JsonValue): void {
  const flag = findFlag(manifest, key)
  const type = typeOf(value)
  if (!flag || flag.type === type) return
  throw new SluiceError(
    'WRONG_TYPE',
    `The flag "${key}" is of the type ${flag.type}, and this test gives it ${literal(value)}, a ${type}. ${variantsOf(flag)}`,
  )
}

/** Says of a flag that a component reads as another type than the test gives it what to do. */
export function mistypedFlag(key: string, value: JsonValue, defaultValue: JsonValue): SluiceError {
  const [given, read] = [typeOf(value), typeOf(defaultValue)]
  return new SluiceError(
    'WRONG_TYPE',
    `A component reads the flag "${key}" with the default ${literal(defaultValue)}, a ${read}, and this test gives it ${literal(value)}, a ${given}, so the component draws its default whatever the test says. ` +
      `Give it a ${read}, or read it as a ${given}${given === 'boolean' ? ': <Gate>, useGate' : ': <Variant>, or useVariant with such a default'}.`,
  )
}

function typeOf(value: JsonValue): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value
}

/** Says of a flag that a test does not name how to name it. */
export function unnamedFlag(manifest: Manifest, key: string, defaultValue: unknown): SluiceError {
  const flag = manifest && Object.hasOwn(manifest.flags, key) ? manifest.flags[key] : undefined
  const [variant] = flag ? Object.keys(flag.variants) : []
  const byVariant =
    variant === undefined ? '' : `, or variants: { ${literal(key)}: ${literal(variant)} }`
  const known = flag ? ` ${variantsOf(flag)}` : manifest ? ' The manifest does not know it.' : ''
  return new SluiceError(
    'UNNAMED_FLAG',
    `A component reads the flag "${key}", which this test does not name, so nobody knows what it tests. ` +
      `Name it: flags: { ${literal(key)}: ${literal(defaultValue)} }${byVariant}.${known} ` +
      `To let flags that a test does not name serve their default: unnamedFlags: 'default'.`,
  )
}
