import type { Spool } from '../spool/spool.ts'
import type { SpoolLoss } from '../spool/spool-loss.ts'
import type { StoreLoss } from './event-store.ts'

/** What is remembered of events that were lost before the store took them. */
export function spoolLosses(spool: Spool): StoreLoss[] {
  // Nobody was told that a write is on disk which never ended.
  return spool.state().losses.flatMap((loss) => (loss.reason === 'torn' ? [] : [lossOf(loss)]))
}

/** Forgets what was lost of a time that nothing is kept of any more. */
export async function forgetOldLosses(spool: Spool, before: number): Promise<void> {
  await spool.forgetLosses(({ between: [, last], foundAt }) => (last ?? foundAt) < before)
}

/** Forgets those of these losses that are about the spool. */
export async function forgetKnownLosses(spool: Spool, known: readonly StoreLoss[]): Promise<void> {
  await spool.forgetLosses((loss) => known.some((one) => isSame(one, lossOf(loss))))
}

/** Tells whether two are one loss. */
export function isSame(one: StoreLoss, other: StoreLoss): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function lossOf(loss: SpoolLoss): StoreLoss {
  const { file, foundAt, events, between, movedTo } = loss
  const [from, to] = between
  const happened = from === undefined || to === undefined ? undefined : ([from, to] as const)
  const reason = loss.reason === 'missing' ? 'missing' : 'spool'
  return { reason, file: `spool/${file}`, foundAt, events, happened, movedTo }
}
