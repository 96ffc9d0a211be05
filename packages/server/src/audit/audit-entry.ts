import { SluiceError, type JsonValue } from '@sluice/core'
import canonicalize from 'canonicalize'
import { createHash } from 'node:crypto'
import type { Actor } from './actor.ts'

/** Everything that leaves an audit entry. */
export const AUDIT_ACTIONS = [
  'ruleset.replace',
  'ruleset.rollback',
  'flag.create',
  'flag.change',
  'flag.turn-off',
  'flag.rollback',
  'experiment.plan',
  'experiment.start',
  'experiment.stop',
  'experiment.decide',
  'experiment.learn',
  'experiment.snapshot',
  'annotation.add',
  'annotation.remove',
  'environment.create',
  'environment.change',
  'key.create',
  'key.revoke',
  'token.create',
  'token.revoke',
  'member.invite',
  'member.join',
  'member.remove',
  'session.start',
  'session.end',
  'grant.create',
  'grant.revoke',
  'grant.rotate-key',
  'events.acknowledge',
  'events.erase',
  'rollout.create',
  'rollout.act',
  'rollout.share',
  'rollout.restore',
  'service.restore',
] as const

/** The name of an action. */
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

/** What an entry says, as the code that makes a change gives it. */
export interface NewAuditEntry {
  /** `null` for what concerns the whole service. */
  readonly environment: string | null
  readonly actor: Actor
  readonly action: AuditAction
  /** The flag, key or token that the action is about. */
  readonly subject: string | null
  readonly reason: string | null
  /** What there was of that which changed. Never holds a secret or a digest. */
  readonly before: JsonValue
  readonly after: JsonValue
}

/** Where a chain ends. */
export interface ChainEnd {
  /** The last entry; 0 before the first. */
  readonly seq: number
  readonly hash: string
}

/** One link of the chain. */
export interface AuditEntry extends NewAuditEntry {
  /** 1 for the first entry; no number is left out. */
  readonly seq: number
  /** The hash of the entry before, `GENESIS_HASH` for the first. */
  readonly prevHash: string
  /** When the service made the entry, ISO 8601. */
  readonly at: string
  /** SHA-256 over the canonical JSON (RFC 8785) of all fields but `hash` and `signature`; hexadecimal. */
  readonly hash: string
  /** Ed25519 over the hash, base64: the entry was made by the holder of the audit key. */
  readonly signature: string
}

/** What the first entry names as the hash before it. */
export const GENESIS_HASH: string = '0'.repeat(64)

/** The text that the hash of an entry covers. */
export function canonicalText(entry: Omit<AuditEntry, 'hash' | 'signature'>): string {
  const { seq, prevHash, at, environment, actor, action, subject, reason, before, after } = entry
  return canonicalJson({
    seq,
    prevHash,
    at,
    environment,
    actor,
    action,
    subject,
    reason,
    before,
    after,
  })
}

/**
 * Canonical JSON, RFC 8785.
 *
 * @throws SluiceError `TEXT_NOT_WELL_FORMED` for text that holds half of a surrogate pair
 */
export function canonicalJson(value: unknown): string {
  try {
    return canonicalize(value) ?? 'null'
  } catch (cause) {
    throw new SluiceError(
      'TEXT_NOT_WELL_FORMED',
      'A text holds half of a surrogate pair, so it cannot be stored. Send whole characters.',
      { status: 422, cause },
    )
  }
}

/** SHA-256 of a text, hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
