import type { ClosedSegment } from '../spool/spool.ts'
import type { StoreContext } from './context.ts'
import { quoted } from './duck.ts'
import type { FreshEvents } from './fresh.ts'
import type { ParquetSegment } from './manifest.ts'
import { removeUnlisted, writeSegment } from './write-segment.ts'

/** As much of the spool goes into Parquet at once. */
const BATCH_BYTES = 64 * 2 ** 20

/**
 * Moves closed segments of the spool into Parquet.
 *
 * The list of segments decides in one step: it names the new Parquet segments and
 * the spool segments that are in them. A process that ends before that step begins
 * again; one that ends after it only has files left to remove.
 */
export async function sealClosed(context: StoreContext, fresh: FreshEvents): Promise<void> {
  for (;;) {
    await removeSealed(context)
    const batch = nextBatch(context.spool.closed())
    if (batch.length === 0) return
    await fresh.take(batch)
    const names = batch.map(({ name }) => name)
    const segments = await writeBatch(context, names)
    const { duplicates, conflicts } = fresh.repeats(names)
    await context.commit({
      segments: [...context.manifest.segments, ...segments],
      sealed: [...context.manifest.sealed, ...names],
      duplicates: context.manifest.duplicates + duplicates,
      conflicts: context.manifest.conflicts + conflicts,
    })
    await fresh.drop(names)
  }
}

/** Removes spool segments that the list calls sealed, and then their names from the list. */
export async function removeSealed(context: StoreContext): Promise<void> {
  const { sealed } = context.manifest
  if (sealed.length === 0) return
  for (const name of sealed) await context.spool.remove(name)
  await context.commit({ sealed: [] })
}

function nextBatch(closed: readonly ClosedSegment[]): ClosedSegment[] {
  const batch: ClosedSegment[] = []
  let bytes = 0
  for (const segment of closed) {
    if (batch.length > 0 && bytes + segment.bytes > BATCH_BYTES) break
    batch.push(segment)
    bytes += segment.bytes
  }
  return batch
}

async function writeBatch(
  context: StoreContext,
  names: readonly string[],
): Promise<ParquetSegment[]> {
  const { duck } = context
  const partitions = (await duck.query(
    `select distinct environment, day from fresh where list_contains($names, spool)
     order by environment, day`,
    { names },
  )) as { environment: string; day: string }[]
  const spooled = names.map((name) => quoted(name)).join(', ')
  const segments: ParquetSegment[] = []
  try {
    for (const { environment, day } of partitions) {
      // A COPY takes no parameter, so that what others have named is quoted.
      const rows = `(
        select * from fresh where environment = ${quoted(environment)} and day = ${quoted(day)}
        and spool in (${spooled}))`
      const origin = { environment, day, spool: names, replaces: [] }
      segments.push(await writeSegment(context, duck.query, rows, origin))
    }
  } catch (error) {
    await removeUnlisted(context.folder, segments)
    throw error
  }
  return segments
}
