import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'

/** The name of an instance that has its data folder to itself. */
export interface LeaseHolder {
  readonly holder: string
  /** Whether another name is of an instance that had the same folder before. */
  readonly isGone: (holder: string) => boolean
}

/**
 * Names an instance after the lock that it holds on its data folder. Whoever held that lock before
 * has ended, since the kernel takes it away with the process alone; an instance on a folder of its
 * own holds another lock, and may well run.
 */
export function leaseHolder(dataDir: string): LeaseHolder {
  const { dev, ino } = statSync(join(dataDir, 'holder.lock'), { bigint: true })
  const folder = `lock ${dev}:${ino} `
  const holder = `${folder}${randomBytes(8).toString('hex')}`
  return { holder, isGone: (other) => other !== holder && other.startsWith(folder) }
}
