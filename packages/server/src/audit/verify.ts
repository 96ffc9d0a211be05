import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { canonicalText, GENESIS_HASH, sha256, type AuditEntry } from './audit-entry.ts'
import { headText, type AuditHead } from './audit-head.ts'
import { signedText } from './sign-entry.ts'

/**
 * What is wrong with a chain:
 *
 * - `edited`: the hash does not fit the content
 * - `missing`: a number was left out
 * - `misplaced`: a number came twice or too late
 * - `unlinked`: the entry does not follow the one before it
 * - `unsigned`: not made by the holder of the key; an inserted entry, or a chain built anew
 * - `rebuilt`: the head knows another entry of that number
 * - `cut`: the head knows entries that are not there
 * - `head_missing`, `head_forged`: there is no head, or its signature does not hold
 * - `ruleset_differs`: the chain is whole, but a stored ruleset is not the one that the entry speaks of
 */
export type AuditFaultKind =
  | 'edited'
  | 'missing'
  | 'misplaced'
  | 'unlinked'
  | 'unsigned'
  | 'rebuilt'
  | 'cut'
  | 'head_missing'
  | 'head_forged'
  | 'ruleset_differs'

/** The first thing wrong with a chain. */
export interface AuditFault {
  /** The number of the entry where the chain breaks. */
  readonly seq: number
  readonly kind: AuditFaultKind
  /** One sentence for a person. */
  readonly detail: string
}

/** The outcome of a verification. */
export interface AuditReport {
  readonly whole: boolean
  /** How many entries were looked at. */
  readonly entries: number
  /** Where the signed head says that the chain ends. */
  readonly headSeq: number | undefined
  /** Absent when the chain is whole. */
  readonly fault?: AuditFault
}

/** Takes entries one by one, so that a long chain never has to be in memory. */
export interface AuditVerifier {
  /** Entries in the order in which they are kept; what is no entry at all counts as edited. */
  add(entry: unknown): void
  report(): AuditReport
}

/**
 * Verifies an audit chain offline.
 *
 * @param entries - all entries, in the order in which they are kept or were exported
 * @param head - the signed head, from outside of where the entries are kept
 * @param publicKey - the public key of the audit log, PEM (SPKI)
 */
export function verifyAudit(
  entries: Iterable<unknown>,
  head: AuditHead | undefined,
  publicKey: string | KeyObject,
): AuditReport {
  const verifier = createAuditVerifier(head, publicKey)
  for (const entry of entries) verifier.add(entry)
  return verifier.report()
}

/**
 * Makes a verifier that takes entries one by one.
 *
 * @param after - the entry before the first one given; the beginning of the chain by default
 */
export function createAuditVerifier(
  head: AuditHead | undefined,
  publicKey: string | KeyObject,
  after: { readonly seq: number; readonly hash: string } = { seq: 0, hash: GENESIS_HASH },
): AuditVerifier {
  const key = typeof publicKey === 'string' ? createPublicKey(publicKey) : publicKey
  const headHolds = head !== undefined && isSigned(head, key)
  let last = after
  let entries = 0
  let fault: AuditFault | undefined
  return {
    add(entry) {
      entries++
      if (fault !== undefined) return
      fault = faultOf(entry, last, key, headHolds ? head : undefined)
      if (fault === undefined) last = entry as AuditEntry
    },
    report() {
      const found = fault ?? headFault(head, headHolds, last.seq)
      return {
        whole: found === undefined,
        entries,
        headSeq: head?.seq,
        ...(found === undefined ? {} : { fault: found }),
      }
    },
  }
}

/** Tells whether a head was signed with the key of this audit log. */
export function isSigned(head: AuditHead, key: KeyObject): boolean {
  return holds(key, headText(head), head.signature)
}

function faultOf(
  entry: unknown,
  last: { seq: number; hash: string },
  key: KeyObject,
  head: AuditHead | undefined,
): AuditFault | undefined {
  const expected = last.seq + 1
  if (!isEntry(entry))
    return { seq: expected, kind: 'edited', detail: `Entry ${expected} cannot be read.` }
  const { seq } = entry
  if (seq > expected) {
    return {
      seq: expected,
      kind: 'missing',
      detail: `Entry ${expected} is missing; entry ${seq} stands in its place.`,
    }
  }
  if (seq < expected) {
    return {
      seq,
      kind: 'misplaced',
      detail: `Entry ${seq} comes again, or after entry ${last.seq}.`,
    }
  }
  if (hashOf(entry) !== entry.hash) {
    return {
      seq,
      kind: 'edited',
      detail: `The content of entry ${seq} is not the one that was hashed.`,
    }
  }
  if (entry.prevHash !== last.hash) {
    return { seq, kind: 'unlinked', detail: `Entry ${seq} does not follow entry ${last.seq}.` }
  }
  if (!holds(key, signedText(entry.hash), entry.signature)) {
    return {
      seq,
      kind: 'unsigned',
      detail: `Entry ${seq} was not signed with the key of this audit log.`,
    }
  }
  if (head?.seq === seq && head.hash !== entry.hash) {
    return { seq, kind: 'rebuilt', detail: `The signed head knows another entry ${seq}.` }
  }
  return undefined
}

function headFault(
  head: AuditHead | undefined,
  headHolds: boolean,
  lastSeq: number,
): AuditFault | undefined {
  if (head === undefined) {
    return {
      seq: lastSeq,
      kind: 'head_missing',
      detail: 'There is no signed head; a cut tail could not be noticed.',
    }
  }
  if (!headHolds) {
    return {
      seq: head.seq,
      kind: 'head_forged',
      detail: 'The head was not signed with the key of this audit log.',
    }
  }
  if (head.seq > lastSeq) {
    return {
      seq: lastSeq + 1,
      kind: 'cut',
      detail: `The entries from ${lastSeq + 1} to ${head.seq} were cut off the end.`,
    }
  }
  return undefined
}

function isEntry(value: unknown): value is AuditEntry {
  return (
    typeof value === 'object' &&
    value !== null &&
    'seq' in value &&
    Number.isSafeInteger(value.seq) &&
    'hash' in value &&
    typeof value.hash === 'string' &&
    'prevHash' in value &&
    typeof value.prevHash === 'string' &&
    'signature' in value &&
    typeof value.signature === 'string'
  )
}

function hashOf(entry: AuditEntry): string | undefined {
  try {
    return sha256(canonicalText(entry))
  } catch {
    // Text that no canonical form exists for was not written by us.
    return undefined
  }
}

function holds(key: KeyObject, text: string, signature: string): boolean {
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))
}
