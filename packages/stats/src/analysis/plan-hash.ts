import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import { StatsError } from '../errors.ts'
import type { AnalysisPlan } from './plan.ts'

/**
 * A plan as canonical JSON: the same text however its keys are ordered.
 *
 * @see RFC 8785, JSON Canonicalization Scheme
 */
export function canonicalPlan(plan: AnalysisPlan): string {
  const text = canonicalize(plan)
  if (text === undefined) throw new StatsError('invalid_input', 'The plan is no JSON object.')
  return text
}

/** SHA-256 of the canonical plan in hexadecimal: what is registered before the start. */
export function planHash(plan: AnalysisPlan): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalPlan(plan))))
}
