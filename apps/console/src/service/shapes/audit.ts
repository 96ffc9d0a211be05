import type { Actor } from './people.ts'

/** An entry of the audit log; `null` where it cannot be read any more. */
export type AuditEntry = {
  readonly seq: number
  readonly at: string
  readonly actor: Actor
  readonly action: string
  readonly subject: string | null
  readonly reason: string | null
  readonly before: unknown
  readonly after: unknown
  readonly hash: string
} | null

/** What a verification of the audit log found. */
export interface AuditReport {
  readonly whole: boolean
  readonly entries: number
  readonly headSeq: number | null
  readonly fault?: { readonly seq: number; readonly kind: string; readonly detail: string }
}
