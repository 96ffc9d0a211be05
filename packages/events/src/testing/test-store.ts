import { START, DAY } from './events.ts'
import type { EventStore } from '../query/event-store.ts'
import type { Analysis } from '../query/questions.ts'
import type { Spool } from '../spool/spool.ts'

/** A store to test, and the spool that feeds it. */
export interface TestStore {
  readonly spool: Spool
  readonly store: EventStore
  close(): Promise<void>
}

let environments = 0

/** An environment of its own, so that tests and runs share a store; and how many there were. */
export function nextEnvironment(): { environment: string; count: number } {
  environments += 1
  return { environment: `shop-${environments}`, count: environments }
}

/** An analysis of `checkout-cta` over all days of a test. */
export function analysis(over: Partial<Analysis> & { environment: string }): Analysis {
  return { flag: 'checkout-cta', from: START - DAY, to: START + 10 * DAY, ...over }
}
