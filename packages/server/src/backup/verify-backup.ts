import { SluiceError } from '@sluice/core'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { readHead } from '../audit/audit-head.ts'
import { entryOf, type AuditRow } from '../audit/read-entries.ts'
import { createAuditVerifier } from '../audit/verify.ts'
import { AUDIT_HEAD, AUDIT_KEY, AUDIT_PUBLIC_KEY, DATABASE, type Manifest } from './backup-files.ts'

/**
 * Verifies the audit log of a backup as it lies there, against the signed end
 * in it, before anything is made of it.
 *
 * @throws SluiceError `RESTORE_FAILED` with what is wrong
 */
export function verifyBackup(from: string): void {
  const database = new DatabaseSync(join(from, DATABASE), { readOnly: true })
  try {
    const head = readHead(join(from, AUDIT_HEAD))
    const verifier = createAuditVerifier(head, readFileSync(join(from, AUDIT_PUBLIC_KEY), 'utf8'))
    const rows = database.prepare('select seq, hash, signature, entry from audit order by seq')
    for (const row of rows.iterate()) verifier.add(entryOf(row as unknown as AuditRow))
    const { fault } = verifier.report()
    if (fault === undefined) return
    throw new SluiceError(
      'RESTORE_FAILED',
      `The audit log of the backup does not verify: ${fault.detail} Take an older backup.`,
    )
  } finally {
    database.close()
  }
}

/**
 * Makes sure that there is the key that goes on signing the restored audit log.
 *
 * @param keyPath - where the key is kept, when not in the data folder
 * @throws SluiceError `AUDIT_KEY_NEEDED`, `AUDIT_KEY_DIFFERS`
 */
export function requireKey(from: string, manifest: Manifest, keyPath: string | undefined): void {
  const isHeld = AUDIT_KEY in manifest.files
  if (keyPath === undefined || !existsSync(keyPath)) {
    if (isHeld) return
    const where = keyPath === undefined ? '' : `, and there is none at ${keyPath}`
    throw new SluiceError(
      'AUDIT_KEY_NEEDED',
      `The key of the audit log is not in the backup: it was kept elsewhere${where}. Name its file with --audit-key. Where it is lost, --new-audit-key begins with another one; the service then says audit_chain_broken, since what was signed before verifies with the old public half only.`,
    )
  }
  if (publicHalf(keyPath) !== readFileSync(join(from, AUDIT_PUBLIC_KEY), 'utf8')) {
    throw new SluiceError(
      'AUDIT_KEY_DIFFERS',
      `The key in ${keyPath} is not the one that signed the audit log of the backup. Name the file of that one with --audit-key${isHeld ? ', or a path where there is none yet: the backup holds it' : ''}.`,
    )
  }
}

function publicHalf(path: string): string | undefined {
  try {
    const key = createPublicKey(createPrivateKey(readFileSync(path)))
    return key.export({ type: 'spki', format: 'pem' }).toString()
  } catch {
    // No key at all: not the one that is needed either.
    return undefined
  }
}
