import type { StoredEvent } from '../stored-event.ts'
import { DAY, START, exposure } from './events.ts'

/** What the loop that is killed writes. */
export const LOOP: {
  readonly environment: string
  readonly writers: number
  readonly batchSize: number
  readonly end: number
} = { environment: 'loop', writers: 4, batchSize: 20, end: START + 10 * DAY }

/** Events whose ids tell round, batch and place, so that each can be looked for. */
export function loopBatch(round: number, batch: number): StoredEvent[] {
  return Array.from({ length: LOOP.batchSize }, (_, place) => {
    // On three days, so that there are several partitions.
    const at = START + (place % 3) * DAY
    return exposure({ environment: LOOP.environment, id: loopId(round, batch, place), at })
  })
}

/** The id of an event of the loop. */
export function loopId(round: number, batch: number, place: number): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
  const time = hex(START + (place % 3) * DAY, 12)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(round, 3)}-8${hex(place, 3)}-${hex(batch, 12)}`
}
