import { SluiceError } from '@sluice/core'
import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { auditHeadPath, type StoreOptions } from './store-options.ts'

type Places = Pick<StoreOptions, 'auditHeadPath' | 'auditKeyPath' | 'dataDir'>

/**
 * Makes sure that the end of the audit log is not written over its key.
 *
 * @throws SluiceError `AUDIT_FILES_CLASH`
 */
export function requireOwnFiles(places: Places): void {
  const key = resolve(places.auditKeyPath ?? join(places.dataDir, 'audit-key.pem'))
  const head = resolve(auditHeadPath(places))
  if (isSame(head, key) || isSame(head, `${key}.pub`)) {
    throw new SluiceError(
      'AUDIT_FILES_CLASH',
      `The signed end and the key of the audit log cannot be one file, ${head}. Give each a file of its own with --audit-head and --audit-key.`,
    )
  }
}

/**
 * Makes sure that the files of the audit log which are kept elsewhere can be made.
 *
 * @throws SluiceError `AUDIT_FOLDER_MISSING`
 */
export function requireAuditFolders({ auditHeadPath: head, auditKeyPath: key }: Places): void {
  if (head !== undefined) requirePlace(head, 'signed end', '--audit-head')
  if (key !== undefined) requirePlace(key, 'key', '--audit-key')
}

function requirePlace(path: string, what: string, option: string): void {
  const folder = dirname(path)
  // Not made here: where a volume is not mounted, that would hide it.
  const problem = !isFolder(folder)
    ? `there is no folder ${folder}. Make it, mount its volume, or name another place`
    : isFolder(path)
      ? 'that is a folder. Name a file in it'
      : undefined
  if (problem === undefined) return
  throw new SluiceError(
    'AUDIT_FOLDER_MISSING',
    `The ${what} of the audit log cannot be kept at ${path}: ${problem} with ${option}.`,
  )
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

// Two names can be one file.
function isSame(a: string, b: string): boolean {
  if (a === b) return true
  if (!existsSync(a) || !existsSync(b)) return false
  const [first, second] = [statSync(a), statSync(b)]
  return first.ino === second.ino && first.dev === second.dev
}
