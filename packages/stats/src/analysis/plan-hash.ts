import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import { StatsError } from '../errors.ts'
import { checkRecord } from '../input/form.ts'
import { said } from '../input/shown.ts'
import type { AnalysisPlan } from './plan.ts'

/**
 * A plan as canonical JSON: the same text however its keys are ordered.
 *
 * @see RFC 8785, JSON Canonicalization Scheme
 * @throws StatsError `invalid_input` for what is no object, or no JSON, such as a NaN or a function in it
 */
export function canonicalPlan(plan: AnalysisPlan): string {
  checkRecord('plan', plan, 'what is planned')
  try {
    const text = canonicalize(plan)
    if (text !== undefined) {
      // A function or a gap in a list leaves something that nobody can read again.
      JSON.parse(text)
      return text
    }
  } catch (cause) {
    throw new StatsError(
      'invalid_input',
      `The plan is no JSON: ${said(cause)}. Give texts, numbers, lists and objects alone.`,
      { cause },
    )
  }
  throw new StatsError('invalid_input', 'The plan is no JSON. Give an object.')
}

/**
 * SHA-256 of the canonical plan in hexadecimal: what is registered before the start.
 *
 * @see RFC 8785, JSON Canonicalization Scheme; FIPS 180-4 for SHA-256
 * @throws StatsError `invalid_input` as `canonicalPlan`
 */
export function planHash(plan: AnalysisPlan): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalPlan(plan))))
}
