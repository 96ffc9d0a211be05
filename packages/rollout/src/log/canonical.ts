import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'

/**
 * Canonical JSON: the same text however keys are ordered.
 *
 * @see RFC 8785, JSON Canonicalization Scheme
 */
export function canonical(value: unknown): string {
  return canonicalize(value) ?? 'null'
}

/** SHA-256 of canonical JSON, hexadecimal: names a plan, or a state, by what it says. */
export function hashOf(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonical(value))))
}
