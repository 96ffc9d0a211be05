import { join } from 'node:path'
import { sealed } from '../folder/checked-text.ts'
import { readChecked } from '../folder/read-checked.ts'
import { writeAtomically } from '../folder/write-atomically.ts'
import type { SpoolLoss } from './spool-loss.ts'

/** The name of the file in a folder of events. */
const LOSSES = 'spool-losses.json'

/** As many losses as are remembered. */
const MAX_LOSSES = 1_000

/**
 * Reads what was found damaged before.
 *
 * @returns nothing when there is no such file, or it was damaged and moved aside
 */
export async function readLosses(folder: string, now: number): Promise<readonly SpoolLoss[]> {
  const read = await readChecked<readonly Stored[]>(folder, LOSSES, 'losses', now)
  if (!read || 'damaged' in read) return []
  return read.content.map(({ events, between: [from, to], movedTo, ...loss }) => ({
    ...loss,
    events,
    between: [from ?? undefined, to ?? undefined],
    movedTo,
  }))
}

/** Writes them, so that they are the old ones or the new ones at any moment. */
export async function writeLosses(folder: string, losses: readonly SpoolLoss[]): Promise<void> {
  const json = JSON.stringify(losses.slice(-MAX_LOSSES))
  await writeAtomically(join(folder, LOSSES), sealed('losses', json))
}

/** A loss as JSON: what is undefined there is absent, or null in a list. */
interface Stored extends Omit<SpoolLoss, 'between' | 'movedTo'> {
  readonly between: readonly [number | null, number | null]
  readonly movedTo?: string
}

/**
 * Tells whether a loss is one to remember. A write that never ended was acknowledged
 * to nobody, and is what every `kill -9` may leave.
 */
export function isRemembered({ reason }: SpoolLoss): boolean {
  return reason !== 'torn'
}

/** Tells whether two are the same, found twice. */
export function isSameLoss(one: SpoolLoss, other: SpoolLoss): boolean {
  const nameOf = ({ file, reason, events, between }: SpoolLoss): string =>
    JSON.stringify([file, reason, events, between])
  return nameOf(one) === nameOf(other)
}
