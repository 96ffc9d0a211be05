import { rmSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../http/logger.ts'

/** Room that is kept for the day when the disk is full. */
export interface DiskReserve {
  /** Takes the room, unless it is taken already. */
  fill(): Promise<void>
  /**
   * Gives the room back to the disk. It is taken again at the next start.
   *
   * @returns `false` when there was none
   */
  giveUp(): boolean
}

/** Keeps a file that only takes up room. */
export function createDiskReserve(options: {
  readonly dataDir: string
  readonly bytes: number
  readonly logger: Logger
}): DiskReserve {
  const { bytes, logger } = options
  const path = join(options.dataDir, 'reserve')
  const size = (): number | undefined => statSync(path, { throwIfNoEntry: false })?.size
  return {
    async fill() {
      if (bytes === 0 || size() === bytes) return
      try {
        await writeFile(path, Buffer.alloc(bytes), { mode: 0o600 })
      } catch (err) {
        // A disk this full must not keep the service from starting; what was written of the file is room given back.
        rmSync(path, { force: true })
        logger.error({ err, bytes }, 'there is no room for a reserve: the disk is nearly full')
      }
    },
    giveUp() {
      if (size() === undefined) return false
      rmSync(path, { force: true })
      logger.error({ bytes }, 'the disk is full; the reserve was given up to go on writing')
      return true
    },
  }
}
