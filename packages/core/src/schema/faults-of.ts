import { SluiceError } from '../index.ts'
import { re2Engine } from '../regex.ts'
import { parseRuleset } from '../schema.ts'

type Json = Readonly<Record<string, unknown>>

/** Attributes of such documents. */
export const attributes = {
  country: { type: 'string' },
  age: { type: 'number' },
  company: { type: 'string', unit: true },
}
/** A split of a boolean flag. */
export const half = [
  { variant: 'on', weightBps: 5000 },
  { variant: 'off', weightBps: 5000 },
]

/** The faults of a document, as `path: message` lines. */
export function faultsOf(document: unknown): readonly string[] {
  try {
    parseRuleset(document, { regex: re2Engine })
    return []
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    return error.faults.map(({ path, message }) => `${path}: ${message}`)
  }
}

/** The faults of a document with one flag, `a`. */
export const inFlag = (flag: Json, rest: Json = {}): readonly string[] =>
  faultsOf({ schemaVersion: 1, attributes, ...rest, flags: { a: flag } })
/** The faults of a document with one rule, `r`. */
export const inRule = (rule: Json, rest: Json = {}): readonly string[] =>
  inFlag({ rules: [{ id: 'r', ...rule }] }, rest)
/** The faults of a document with one split of the units. */
export const inSplit = (serve: Json, rest: Json = {}): readonly string[] =>
  inRule({ serve: { split: half, ...serve } }, rest)
/** The faults of a document with one condition. */
export const inWhen = (when: unknown, rest: Json = {}): readonly string[] =>
  inRule({ when, serve: { variant: 'on' } }, rest)
