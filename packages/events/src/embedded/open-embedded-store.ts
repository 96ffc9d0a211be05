import { SluiceError } from '@sluice/core'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../folder/make-folder.ts'
import { answerQuestions } from '../query/answer-questions.ts'
import type { Engine } from '../query/engine.ts'
import type { EventStore, StoreLoss, Verification } from '../query/event-store.ts'
import { isAlarm, sentenceOf } from '../query/loss-sentence.ts'
import { forgetKnownLosses, forgetOldLosses, isSame, spoolLosses } from '../query/spool-losses.ts'
import type { Spool } from '../spool/spool.ts'
import { COLUMN_NAMES, segmentRows } from './columns.ts'
import { compactSegments, partitionName } from './compact.ts'
import { type StoreContext, createContext, segmentFile } from './context.ts'
import { removeDropped } from './drop-files.ts'
import { createDuck } from './duck.ts'
import { duckDialect } from './duck-dialect.ts'
import { eraseUnits } from './erase.ts'
import { createFreshEvents } from './fresh.ts'
import { lookAgain } from './look-again.ts'
import { type ParquetSegment, writeManifest } from './manifest.ts'
import { createMutex } from './mutex.ts'
import { recoverFolder } from './recover-folder.ts'
import { writeRemembered } from './remembered.ts'
import { dropBefore } from './retain.ts'
import { removeSealed, sealClosed } from './seal.ts'
import { checkSegments, trustedSegments, withoutBroken } from './trust.ts'

/** How to open the embedded store. */
export interface EmbeddedStoreOptions {
  /** The spool whose events it takes over; both share a folder. */
  readonly spool: Spool
  /** Default `Date.now`. */
  readonly now?: () => number
  /** Threads of DuckDB. Default 2. */
  readonly threads?: number
  /** What DuckDB may use; beyond it, it writes below the folder. Default 1 GiB. */
  readonly memoryBytes?: number
  /**
   * How many events a question about metrics looks at together; of more, it looks at the
   * units in parts, one after the other. Default 16 million for each GiB of memory.
   */
  readonly eventsAtOnce?: number
  /** Hears once of events that are gone, when that is found; `state().losses` remembers all. */
  readonly onLoss?: (loss: StoreLoss) => void
}

const GIB = 2 ** 30
const MOST_FRESH_BYTES = 64 * 2 ** 20
/** What a process may have resident for a question about so many, whatever it kept from the last. */
const EVENTS_IN_GIB = 16_000_000

/**
 * Opens the event store that needs nothing else: Parquet files in the folder of the
 * spool, read by a DuckDB in memory.
 *
 * @throws SluiceError `EVENTS_FOLDER_UNUSABLE` for a path that is a pattern, or the error of the
 *   file system where the folder cannot be used
 */
export async function openEmbeddedStore(options: EmbeddedStoreOptions): Promise<EventStore> {
  const { spool, now = Date.now, threads = 2, memoryBytes = GIB } = options
  const { eventsAtOnce = EVENTS_IN_GIB * (memoryBytes / GIB) } = options
  const { folder } = spool
  if (/[*?[\]]/.test(folder)) throw patternError(folder)
  const temporaryFolder = join(folder, 'tmp')
  // What a killed process spilled there is of no use, and may hold what was erased.
  await rm(temporaryFolder, { recursive: true, force: true })
  makeFolder(temporaryFolder)
  const duck = createDuck({ folder, temporaryFolder, threads, memoryBytes })
  const { manifest, found } = await recoverFolder({ folder, duck, spool, now: now() })
  // In this order: what remembers without a list is what tells that the list is gone.
  await writeManifest(folder, manifest)
  await writeRemembered(folder, manifest)
  const onLosses = (losses: readonly StoreLoss[]): void => {
    for (const loss of losses) options.onLoss?.(loss)
  }
  const context = createContext({ folder, duck, spool, now, manifest, onLosses })
  onLosses(found)
  await removeDropped(context)
  await removeSealed(context)
  const fresh = createFreshEvents(context)
  // Queries and changes of the list take turns; long work on files that cannot change does not wait.
  const turn = createMutex()
  const maintenance = createMutex()

  let fault: string | undefined
  const losses = (): readonly StoreLoss[] => [...context.manifest.losses, ...spoolLosses(spool)]

  async function seal(): Promise<void> {
    try {
      await withoutBroken(context, everySegment, () => sealClosed(context, fresh))
      fault = undefined
    } catch (error) {
      fault = error instanceof Error ? error.message : String(error)
      throw error
    }
  }

  const engine: Engine = {
    dialect: duckDialect,
    view: (environment, range, work) =>
      turn.run(async () => {
        // Never more of the spool in memory than a batch, unless it cannot go anywhere else.
        if (closedBytes(spool) > MOST_FRESH_BYTES) await seal().catch(() => undefined)
        return withoutBroken(
          context,
          (segment) => segment.environment === environment,
          async () => {
            const active = spool.active()
            await fresh.take([...spool.closed(), ...(active === undefined ? [] : [active])])
            const { events, rows, params } = await viewOf(context, environment, range)
            return work({
              events,
              slices: Math.max(1, Math.ceil((rows + spool.state().events) / eventsAtOnce)),
              query: (sql, own) => duck.query(sql, usedIn(sql, { ...params, ...own })),
            })
          },
        )
      }),
  }

  const settle = async (): Promise<void> => {
    await spool.roll()
    await turn.run(seal)
  }

  async function verify(): Promise<Verification> {
    const mended = await lookAgain(context)
    await checkSegments(context, everySegment)
    const { segments } = context.manifest
    const faults = [...mended, ...losses().filter(isAlarm).map(sentenceOf)]
    const rows = segments.reduce((sum, segment) => sum + segment.rows, 0)
    const waiting = spool.state().events
    return { whole: faults.length === 0, segments: segments.length, rows, waiting, faults }
  }

  return {
    ...answerQuestions(engine),
    settle,
    compact: () => maintenance.run(() => compactSegments(context, turn, false)),
    retain: (environment, before) =>
      maintenance.run(async () => {
        await settle()
        await forgetOldLosses(spool, before)
        return turn.run(() => dropBefore(context, environment, before))
      }),
    erase: (environment, units) =>
      maintenance.run(async () => {
        await settle()
        return turn.run(() => eraseUnits(context, environment, units))
      }),
    // What is being compacted is in no list yet.
    verify: () => maintenance.run(() => turn.run(verify)),
    losses,
    acknowledge: (known) =>
      turn.run(async () => {
        const left = context.manifest.losses.filter(
          (loss) => !known.some((one) => isSame(one, loss)),
        )
        await context.commit({ losses: left })
        await forgetKnownLosses(spool, known)
      }),
    state: async () => {
      const { segments, duplicates, conflicts } = context.manifest
      const names = spool.closed().map(({ name }) => name)
      const active = spool.active()
      const repeats = fresh.repeats(active === undefined ? names : [...names, active.name])
      return {
        engine: 'embedded',
        segments: segments.length,
        rows: segments.reduce((sum, { rows }) => sum + rows, 0),
        bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0),
        duplicates: duplicates + repeats.duplicates,
        conflicts: conflicts + repeats.conflicts,
        losses: losses(),
        fault,
      }
    },
    close: () => maintenance.run(() => turn.run(async () => duck.close())),
  }
}

/** The events of an environment: its whole segments, and what the spool has beside them. */
async function viewOf(
  context: StoreContext,
  environment: string,
  [from, to]: readonly [number, number],
): Promise<{ events: string; rows: number; params: Record<string, string | readonly string[]> }> {
  const segments = await trustedSegments(
    context,
    ({ environment: of, happened }) =>
      of === environment && happened[1] >= from && happened[0] < to,
  )
  const { unsure } = context.manifest
  const [sure, doubtful] = [
    segments.filter((segment) => !unsure.includes(partitionName(segment))),
    segments.filter((segment) => unsure.includes(partitionName(segment))),
  ]
  const files = (of: typeof segments): string[] =>
    of.map((segment) => segmentFile(context.folder, segment))
  const parts = [
    `select ${COLUMN_NAMES} from fresh where environment = $view_environment`,
    ...(sure.length === 0 ? [] : [`select ${COLUMN_NAMES} from ${segmentRows('$view_files')}`]),
    ...(doubtful.length === 0
      ? []
      : [
          `select ${COLUMN_NAMES} from ${segmentRows('$view_doubtful')}
           qualify row_number() over (partition by id order by received_at, body) = 1`,
        ]),
  ]
  return {
    events: `(${parts.join(' union all ')})`,
    rows: segments.reduce((sum, segment) => sum + segment.rows, 0),
    params: {
      view_environment: environment,
      ...(sure.length === 0 ? {} : { view_files: files(sure) }),
      ...(doubtful.length === 0 ? {} : { view_doubtful: files(doubtful) }),
    },
  }
}

function everySegment(_segment: ParquetSegment): boolean {
  return true
}

function patternError(folder: string): SluiceError {
  return new SluiceError(
    'EVENTS_FOLDER_UNUSABLE',
    `The folder ${folder} has one of * ? [ ] in its path, which DuckDB takes for a pattern. Give a folder without them.`,
    { status: 503 },
  )
}

function closedBytes(spool: Spool): number {
  return spool.closed().reduce((sum, { bytes }) => sum + bytes, 0)
}

/** The parameters that a text names; DuckDB refuses others. */
function usedIn<T>(sql: string, params: Readonly<Record<string, T>>): Record<string, T> {
  const named = new Set(Array.from(sql.matchAll(/\$(\w+)/g), ([, name]) => name))
  return Object.fromEntries(Object.entries(params).filter(([name]) => named.has(name)))
}
