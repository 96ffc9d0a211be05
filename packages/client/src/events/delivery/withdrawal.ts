import type { Environment } from '../../environment.ts'
import type { SyncOwner } from '../../sync-part.ts'

/** What tabs tell each other once nobody may send any more. */
interface Withdrawn {
  readonly type: 'withdrawn'
  /** How often somebody withdrew by then; `Infinity` where no other tab can read it. */
  readonly count: number
}

/**
 * Tells that somebody withdrew here.
 *
 * @param isCounted - whether it is in the count: not where nobody had allowed anything here
 */
export function withdrawn(
  { notice }: Pick<SyncOwner, 'notice'>,
  isCounted: boolean = true,
): Withdrawn {
  const count = isCounted && notice.storage() ? Number(notice.read('.withdrawn')) : 0
  return { type: 'withdrawn', count: count || Infinity }
}

/** Takes over what the same person withdrew in another tab, unless it was allowed anew since. */
export function hearWithdrawal(
  message: unknown,
  environment: Pick<Environment, 'dropRows'>,
  owner: SyncOwner,
): void {
  const { client, notice, shelf, name } = owner
  const { type, count } = (message ?? {}) as Partial<Record<keyof Withdrawn, unknown>>
  if (type !== 'withdrawn' || client.consent() !== 'granted') return
  owner.heed(typeof count === 'number' ? count : Infinity)
  // A tab may have written for as long as the word was under way.
  if (client.consent() === 'granted' || notice.read('.id') !== undefined) return
  shelf.clear()
  try {
    environment.dropRows(`${name}.events`)
  } catch {
    // Where nothing can be opened, nothing is.
  }
}
