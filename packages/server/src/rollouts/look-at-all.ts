import { SluiceError } from '@sluice/core'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Logger } from '../http/logger.ts'
import { unavailableCause } from '../store/store-error.ts'
import { applyEvent } from './apply-event.ts'
import { applyLooks, type Look } from './apply-looks.ts'
import type { Due, DueBook } from './due-rollouts.ts'
import { requireLease, type Lease } from '../lease/lease.ts'
import { takeLook, type LookOptions } from './take-look.ts'

/** How many rollouts are measured at once. */
const AT_ONCE = 8
/** How many looks are written down together: each transaction waits for the disk, and with it everything else. */
const TOGETHER = 8
/** How long a look waits for others to be written down with, in milliseconds. */
const PATIENCE_MS = 250

/** Looks at rollouts. Whoever takes long to be measured holds up nobody. */
export interface Looker {
  /**
   * Looks at every rollout of a queue, but for those that a look is still out for. What waits for
   * somewhere else, such as a Prometheus that hangs, is not waited for.
   *
   * @param keepLease - keeps the lease over a long queue
   * @throws SluiceError `LEASE_LOST`, `STORE_UNAVAILABLE`
   */
  lookAtAll(queue: Due[], keepLease: () => Promise<Lease>): Promise<void>
  /**
   * Writes down the looks that have come back since.
   *
   * @throws SluiceError `LEASE_LOST`, `STORE_UNAVAILABLE`
   */
  writeLate(keepLease: () => Promise<Lease>): Promise<void>
}

type LookerOptions = LookOptions & { readonly logger: Logger }

/**
 * Makes one.
 *
 * @param onLate - told when a look has come back, to be written down
 */
export function createLooker(options: LookerOptions, due: DueBook, onLate: () => void): Looker {
  const out = createLooksOut(options, due, onLate)
  return {
    lookAtAll: async (queue, keepLease) => lookAtAll(options, out, queue, keepLease),
    async writeLate(keepLease) {
      const looks = out.late()
      try {
        for (let from = 0; from < looks.length; from += TOGETHER)
          await write(options, looks.slice(from, from + TOGETHER), keepLease)
      } finally {
        for (const { rollout } of looks) out.isWritten(rollout.id)
      }
    },
  }
}

/** Looks that are taken, and those of them that wait for somewhere else. */
interface LooksOut {
  /** Looks at a rollout; `undefined` where there is nothing to write down, or not yet. */
  take(next: Due): Promise<Look | undefined>
  /** What has come back since it was asked last. */
  late(): readonly Look[]
  isWritten(id: string): void
}

function createLooksOut(options: LookerOptions, due: DueBook, onLate: () => void): LooksOut {
  const { logger } = options
  const out = new Set<string>()
  let late: Look[] = []
  const comeBack = async (id: string, looking: Promise<Look | undefined>): Promise<void> => {
    try {
      const look = await looking
      if (look === undefined) out.delete(id)
      else {
        // Those that come back before it is heard of are written down with it.
        if (late.push(look) === 1) onLate()
      }
    } catch (err) {
      out.delete(id)
      logger.error({ err, rollout: id }, 'a rollout could not be looked at')
    }
  }
  return {
    async take(next) {
      const { id } = next
      if (out.has(id)) return undefined
      const { promise: waiting, resolve } = Promise.withResolvers<'elsewhere'>()
      const looking = takeLook(options, due, next, () => resolve('elsewhere'))
      const first = await Promise.race([looking, waiting])
      if (first !== 'elsewhere') return first
      out.add(id)
      void comeBack(id, looking)
      return undefined
    },
    late() {
      const looks = late
      late = []
      return looks
    },
    isWritten: (id) => void out.delete(id),
  }
}

async function lookAtAll(
  options: LookerOptions,
  out: LooksOut,
  queue: Due[],
  keepLease: () => Promise<Lease>,
): Promise<void> {
  const { clock, logger } = options
  let ready: Look[] = []
  let writing: Promise<void> = Promise.resolve()
  let cancel = (): void => undefined
  const flush = async (): Promise<void> => {
    cancel()
    const looks = ready
    ready = []
    if (looks.length > 0) writing = writing.then(async () => write(options, looks, keepLease))
    return writing
  }
  const add = async (look: Look): Promise<void> => {
    if (ready.push(look) >= TOGETHER || queue.length === 0) return flush()
    // What goes wrong then is heard of by whoever writes next.
    if (ready.length === 1) cancel = clock.after(PATIENCE_MS, () => void flush().catch(() => {}))
  }
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      try {
        const look = await out.take(next)
        if (look !== undefined) await add(look)
      } catch (err) {
        if (!isOfOne(err)) throw err
        logger.error({ err, rollout: next.id }, 'a rollout could not be looked at')
      }
      // The database answers at once, so without this nothing else would get its turn.
      await nextTurn()
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work))
  await flush()
  for (const end of ended) if (end.status === 'rejected') throw end.reason
}

async function write(
  { store, logger }: LookerOptions,
  looks: readonly Look[],
  keepLease: () => Promise<Lease>,
): Promise<void> {
  const lease = await keepLease()
  const guard = async ({ db }: { readonly db: Parameters<typeof requireLease>[0] }) =>
    // Whoever lost the lease while it measured must not act on what it saw.
    requireLease(db, lease)
  for (const { rollout, event } of await written(store, looks, guard)) {
    const { id, environment } = rollout
    await nextTurn()
    try {
      await applyEvent(store, { environment, id, guard, event })
    } catch (err) {
      if (!isOfOne(err)) throw err
      logger.error({ err, rollout: id, environment }, 'a rollout could not be looked at')
    }
  }
}

/** Writes looks down together. @returns those that are to be written down for themselves */
async function written(...looked: Parameters<typeof applyLooks>): Promise<readonly Look[]> {
  try {
    return await applyLooks(...looked)
  } catch (error) {
    if (!isOfOne(error)) throw error
    // One of them is at fault, and must not keep the others.
    return looked[1]
  }
}

/** Whether it is the fault of one rollout alone. */
function isOfOne(error: unknown): boolean {
  const isLost = error instanceof SluiceError && error.code === 'LEASE_LOST'
  return !isLost && unavailableCause(error) === undefined
}
