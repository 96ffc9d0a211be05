import { rmSync, statSync } from 'node:fs'
import { statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../http/logger.ts'

/** How many times its size has to be free before a reserve is taken again, so that it does not fill the disk itself. */
const PLENTY = 4

/** Room that is kept for the day when the disk is full. */
export interface DiskReserve {
  /** Takes the room, unless it is taken already. */
  fill(): Promise<void>
  /**
   * Takes the room again once there is plenty.
   *
   * @returns whether it is taken
   */
  refill(): Promise<boolean>
  /**
   * Gives the room back to the disk.
   *
   * @returns `false` when there was none
   */
  giveUp(): boolean
  /** Whether it was given up, or there was no room for it, and it was not taken again since. */
  readonly isMissing: boolean
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
  let isMissing = false
  const isTaken = (): boolean => bytes === 0 || size() === bytes
  const fill = async (): Promise<void> => {
    if (isTaken()) return
    try {
      await writeFile(path, Buffer.alloc(bytes), { mode: 0o600 })
      isMissing = false
    } catch (err) {
      isMissing = true
      // A disk this full must not keep the service from starting; what was written of the file is room given back.
      rmSync(path, { force: true })
      logger.error({ err, bytes }, 'there is no room for a reserve: the disk is nearly full')
    }
  }
  return {
    fill,
    async refill() {
      if (isTaken()) return true
      const free = await statfs(options.dataDir).then(
        ({ bavail, bsize }) => bavail * bsize,
        () => 0,
      )
      if (free < PLENTY * bytes) return false
      await fill()
      if (isTaken()) logger.info({ bytes }, 'the reserve for a full disk was taken again')
      return isTaken()
    },
    giveUp() {
      if (size() === undefined) return false
      rmSync(path, { force: true })
      isMissing = true
      logger.error({ bytes }, 'the disk is full; the reserve was given up to go on writing')
      return true
    },
    get isMissing() {
      return isMissing
    },
  }
}
