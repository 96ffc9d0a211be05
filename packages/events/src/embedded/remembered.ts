import { join } from 'node:path'
import { readChecked } from '../folder/read-checked.ts'
import { writeAtomically } from '../folder/write-atomically.ts'
import type { StoreLoss } from '../query/event-store.ts'
import { sealed } from '../folder/checked-text.ts'
import type { Tombstone } from './manifest.ts'

/** What nobody can make again from the segments, so it is kept beside the list as well. */
export interface Remembered {
  readonly erased: readonly Tombstone[]
  readonly losses: readonly StoreLoss[]
}

/** The name of the file in a folder of events. */
const REMEMBERED = 'remembered.json'

/** Writes it, so that it is the old one or the new one at any moment. */
export async function writeRemembered(
  folder: string,
  { erased, losses }: Remembered,
): Promise<void> {
  await writeAtomically(
    join(folder, REMEMBERED),
    sealed('remembered', JSON.stringify({ erased, losses })),
  )
}

/**
 * Reads it.
 *
 * @returns `undefined` when there is none, or it was damaged and moved aside
 */
export async function readRemembered(folder: string, now: number): Promise<Remembered | undefined> {
  const read = await readChecked<Remembered>(folder, REMEMBERED, 'remembered', now)
  return read && 'content' in read ? read.content : undefined
}

/** Puts tombstones together: of two for one unit the later counts. */
export function allErased(...lists: readonly (readonly Tombstone[])[]): Tombstone[] {
  const latest = new Map<string, Tombstone>()
  for (const tombstone of lists.flat()) {
    const name = `${tombstone.environment}/${tombstone.unit}`
    const known = latest.get(name)
    if (known === undefined || known.erasedAt < tombstone.erasedAt) latest.set(name, tombstone)
  }
  return [...latest.values()]
}
