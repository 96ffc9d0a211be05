import { COLUMN_NAMES, segmentRows } from './columns.ts'
import { type StoreContext, segmentFile } from './context.ts'
import { replaceSegments } from './drop-files.ts'
import { quoted } from './duck.ts'
import type { ParquetSegment } from './manifest.ts'
import type { Mutex } from './mutex.ts'
import { checkSegments } from './trust.ts'
import { writeSegment } from './write-segment.ts'

/** As many segments of a like size are merged, so that a row is written a few times in its life. */
const FAN = 8
/** Larger segments are left alone. */
const LARGE_ROWS = 4_000_000
const DAY_MS = 86_400_000

/**
 * Merges segments, one partition after the other, until nothing is left to merge.
 *
 * The rows are read and written beside the queries; only the exchange of the files
 * waits for them.
 */
export async function compactSegments(
  context: StoreContext,
  mutex: Mutex,
  everything: boolean,
): Promise<void> {
  for (;;) {
    const merge = nextMerge(context, everything)
    if (merge === undefined) return
    const { environment, day } = merge.segments[0] ?? { environment: '', day: '' }
    const whole = merge.segments
    const check = (): Promise<number> =>
      mutex.run(() => checkSegments(context, (segment) => whole.includes(segment)))
    // What is written anew would hide that it was damaged; what is left is looked at anew.
    if ((await check()) > 0) continue
    const files = whole.map((segment) => quoted(segmentFile(context.folder, segment)))
    const rows = segmentRows(`[${files.join(', ')}]`)
    let merged: ParquetSegment
    try {
      merged = await context.duck.apart((query) =>
        writeSegment(context, query, merge.isUnsure ? distinctRows(rows) : rows, {
          environment,
          day,
          spool: [],
          replaces: whole.map(({ number }) => number),
        }),
      )
    } catch (error) {
      if ((await check()) > 0) continue
      throw error
    }
    const before = whole.reduce((sum, segment) => sum + segment.rows, 0)
    await mutex.run(() =>
      replaceSegments(context, whole, [merged], {
        duplicates: context.manifest.duplicates + before - merged.rows,
        unsure: merge.isUnsure
          ? context.manifest.unsure.filter((name) => name !== partitionName(merged))
          : context.manifest.unsure,
      }),
    )
  }
}

/** Rows with each id once; only those that are there twice are put in order to find the first. */
function distinctRows(rows: string): string {
  const repeated = `(select id from ${rows} group by id having count(*) > 1)`
  return `(
    select ${COLUMN_NAMES} from ${rows} where id not in ${repeated}
    union all
    select ${COLUMN_NAMES} from ${rows} where id in ${repeated}
    qualify row_number() over (partition by id order by received_at, body) = 1)`
}

/** The name of a partition in the list of those that may hold an id twice. */
export function partitionName({
  environment,
  day,
}: Pick<ParquetSegment, 'environment' | 'day'>): string {
  return `${environment}/${day}`
}

interface Merge {
  readonly segments: readonly ParquetSegment[]
  readonly isUnsure: boolean
}

function nextMerge(context: StoreContext, everything: boolean): Merge | undefined {
  const { segments, unsure } = context.manifest
  const partitions = Map.groupBy(segments, (segment) => partitionName(segment))
  for (const [name, inside] of partitions) {
    if (unsure.includes(name)) return { segments: inside, isUnsure: true }
    const small = inside.filter(({ rows }) => rows < LARGE_ROWS)
    const day = Date.parse(inside[0]?.day ?? '')
    const isOver = everything || context.now() > day + 2 * DAY_MS
    if (isOver && small.length > 1) return { segments: upTo(small), isUnsure: false }
    const tiers = Map.groupBy(small, ({ rows }) => Math.floor(Math.log(rows) / Math.log(FAN)))
    for (const alike of tiers.values()) {
      if (alike.length >= FAN) return { segments: upTo(alike), isUnsure: false }
    }
  }
  return undefined
}

/** As many as make a large segment, and two at least. */
function upTo(segments: readonly ParquetSegment[]): ParquetSegment[] {
  const chosen: ParquetSegment[] = []
  let rows = 0
  for (const segment of segments.toSorted((a, b) => a.rows - b.rows)) {
    if (chosen.length >= 2 && rows + segment.rows > LARGE_ROWS) break
    chosen.push(segment)
    rows += segment.rows
  }
  return chosen
}
