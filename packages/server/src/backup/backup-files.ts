import { SluiceError } from '@sluice/core'
import { createHash } from 'node:crypto'
import { closeSync, createReadStream, fsyncSync, openSync, readdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'

/** The database in a data folder and in a backup of it. */
export const DATABASE = 'sluice.db'

/** The signed end of the audit log in a backup, wherever the service keeps it. */
export const AUDIT_HEAD = 'audit-head.json'

/** The key of the audit log in a backup, unless the service keeps it elsewhere. */
export const AUDIT_KEY = 'audit-key.pem'

/** The public half of the key of the audit log, which is in every backup. */
export const AUDIT_PUBLIC_KEY = `${AUDIT_KEY}.pub`

/** The file that says what a backup is made of. Written last: without it a backup is not whole. */
export const MANIFEST = 'backup.json'

/** What a backup says of itself. */
export const manifestSchema = z.object({
  format: z.literal(1),
  release: z.string(),
  at: z.iso.datetime(),
  /** Hexadecimal SHA-256 of each file, by its name. */
  files: z.record(z.string().regex(/^[\w.-]+$/), z.string().regex(/^[0-9a-f]{64}$/)),
})

/** What a backup says of itself. */
export type Manifest = z.infer<typeof manifestSchema>

/** Hexadecimal SHA-256 of a file. */
export async function sumOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** Brings what was written to a file or a folder onto the disk. */
export function sync(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/**
 * Makes sure that a folder can be made, or is there and empty.
 *
 * @param ignored - may be in it
 * @throws SluiceError `FOLDER_NOT_EMPTY`, `NOT_A_FOLDER`
 */
export function requireFree(folder: string, advice: string, ignored?: string): void {
  for (let path = folder; ; path = dirname(path)) {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found === undefined) continue
    if (!found.isDirectory())
      throw new SluiceError('NOT_A_FOLDER', `${path} is a file. Name a folder instead.`)
    if (path === folder && readdirSync(path).some((name) => name !== ignored))
      throw new SluiceError('FOLDER_NOT_EMPTY', `The folder ${folder} is not empty. ${advice}`)
    return
  }
}
