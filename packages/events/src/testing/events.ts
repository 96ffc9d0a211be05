import { uuidV7 } from '@sluice/core/events'
import type { StoredEvent } from '../stored-event.ts'

/** When the events of a test happen, unless it says otherwise. */
export const START: number = Date.UTC(2026, 8, 1, 9)
export const DAY = 86_400_000

let made = 0

/** A pseudonym as the service makes them: the same for the same name. */
export function unit(name: string): string {
  return Buffer.from(name.padEnd(8, '.')).toString('hex').slice(0, 16)
}

/** An exposure of `checkout-cta`, with whatever is said otherwise. */
export function exposure(over: Partial<StoredEvent> = {}): StoredEvent {
  return {
    ...base(over),
    type: 'exposure',
    flag: 'checkout-cta',
    variant: 'control',
    allocationVersion: 1,
    version: 1,
    reason: 'SPLIT',
    phase: 'commit',
    weight: 1,
    contextHash: 'c',
    ...over,
  }
}

/** A purchase, with whatever is said otherwise. */
export function outcome(over: Partial<StoredEvent> = {}): StoredEvent {
  return { ...base(over), type: 'outcome', name: 'purchase', ...over }
}

/** An event without what its type adds. */
export function base(over: Partial<StoredEvent> = {}): StoredEvent {
  made += 1
  const at = over.at ?? START
  return {
    id: uuidV7(at, Math.random),
    environment: 'shop',
    type: 'usage',
    receivedAt: at + 1_000,
    at,
    rawAt: `${at}`,
    session: 's1',
    sequence: made,
    units: { targetingKey: unit('ada') },
  }
}
