import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { SNAPSHOT_FOLDER } from './snapshots.ts'

/**
 * Tells whether a data folder has served before: by a snapshot, damaged or
 * not, or by a signed end of an audit log.
 */
export function hasServed(dataDir: string, headPath: string): boolean {
  if (existsSync(headPath)) return true
  const snapshots = join(dataDir, SNAPSHOT_FOLDER)
  return existsSync(snapshots) && readdirSync(snapshots).some((name) => name.endsWith('.json'))
}
