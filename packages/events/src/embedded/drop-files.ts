import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { syncFolder } from '../folder/sync-folder.ts'
import { SEGMENTS, type StoreContext, segmentPath } from './context.ts'
import type { Manifest, ParquetSegment } from './manifest.ts'

/**
 * Puts segments in the place of others. The list decides: before it is written the
 * old ones count, after it the new ones, and only then files go.
 */
export async function replaceSegments(
  context: StoreContext,
  old: readonly ParquetSegment[],
  replacements: readonly ParquetSegment[],
  change: Partial<Manifest> = {},
): Promise<void> {
  const gone = new Set(old.map(({ number }) => number))
  const kept = context.manifest.segments.filter(({ number }) => !gone.has(number))
  await context.commit({
    ...change,
    segments: [...kept, ...replacements],
    dropped: [...context.manifest.dropped, ...old.map((segment) => segmentPath(segment))],
  })
  await removeDropped(context)
}

/** Removes the files that the list calls dropped. */
export async function removeDropped(context: StoreContext): Promise<void> {
  const folders = new Set<string>()
  for (const dropped of context.manifest.dropped) {
    const path = join(context.folder, SEGMENTS, dropped)
    await rm(path, { force: true })
    folders.add(dirname(path))
  }
  for (const folder of folders) await syncFolder(folder).catch(ignoreMissing)
  if (folders.size > 0) await context.commit({ dropped: [] })
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}
