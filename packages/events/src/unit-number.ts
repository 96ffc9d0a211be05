import { createHash } from 'node:crypto'

/** A pseudonym as a number of 64 bits, in decimal: its first 16 digits, or its hash when it is none. */
export function unitNumber(pseudonym: string): string {
  if (/^[0-9a-f]{16}/i.test(pseudonym)) return BigInt(`0x${pseudonym.slice(0, 16)}`).toString()
  // As DuckDB's `md5_number_lower` does, so that both engines know a unit by the same number.
  return createHash('md5').update(pseudonym).digest().readBigUInt64LE(8).toString()
}

/** What is left of an erased unit: nobody can tell who it was, and everybody whether it is this one. */
export function tombstoneOf(name: string, number: string): string {
  return createHash('sha256').update(`${name}:${number}`).digest('hex')
}
