import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { writeAtomically } from '@sluice/events/spool'
import { canonicalJson, type ChainEnd } from './audit-entry.ts'
import type { SigningKey } from './signing-key.ts'

/** Where the chain ends, signed: without it nobody could tell that a tail was cut off. */
export interface AuditHead {
  /** The last entry; 0 before the first. */
  readonly seq: number
  readonly hash: string
  readonly at: string
  /** Ed25519 over the other fields, base64. */
  readonly signature: string
}

const auditHeadSchema = z.object({
  seq: z.int().min(0),
  hash: z.string(),
  at: z.string(),
  signature: z.string(),
})

/** The text that the signature of a head covers. */
export function headText(head: Omit<AuditHead, 'signature'>): string {
  const { seq, hash, at } = head
  return `sluice-audit-head:${canonicalJson({ seq, hash, at })}`
}

/** Signs where the chain ends now. */
export function signHead(key: SigningKey, end: ChainEnd, now: number): AuditHead {
  const head = { seq: end.seq, hash: end.hash, at: new Date(now).toISOString() }
  return { ...head, signature: key.sign(headText(head)) }
}

/** Puts a head into its file, in one step. */
export async function writeHead(path: string, head: AuditHead): Promise<void> {
  await writeAtomically(path, `${JSON.stringify(head)}\n`)
}

/** Reads a head; `undefined` when there is no file or it holds none. */
export function readHead(path: string): AuditHead | undefined {
  try {
    return parseHead(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    // Missing and damaged are one finding, and the verification reports it: there is no head.
    return undefined
  }
}

/** Takes a head from parsed JSON; `undefined` when it is none. */
export function parseHead(value: unknown): AuditHead | undefined {
  const parsed = auditHeadSchema.safeParse(value)
  return parsed.success ? parsed.data : undefined
}
