import type { EventBatchAnswer, EventRefusal, SluiceEvent } from '@sluice/core'
import { eventSchema } from '@sluice/core/schema'

/** What a service received. */
export interface Intake {
  /** Takes a batch, as JSON; `undefined` when it is none. */
  take(text: string): EventBatchAnswer | undefined
  /** Every event once, however often it was sent. */
  events(): readonly SluiceEvent[]
  clear(): void
}

/** Makes an intake that checks events like the service, and keeps them in memory. */
export function createIntake(): Intake {
  const kept = new Map<string, SluiceEvent>()
  return {
    take(text) {
      const batch = batchFrom(text)
      if (!batch) return undefined
      const refused = batch.flatMap((value, index): EventRefusal[] => {
        const { success, data, error } = eventSchema.safeParse(value)
        if (success) {
          if (!kept.has(data.id)) kept.set(data.id, data as SluiceEvent)
          return []
        }
        const [issue] = error.issues
        const at = issue?.path.map(String).join('.') ?? ''
        return [{ index, code: 'EVENT_INVALID', message: `${at}: ${issue?.message}` }]
      })
      return { accepted: batch.length - refused.length, refused }
    },
    events: () => [...kept.values()],
    clear: () => kept.clear(),
  }
}

function batchFrom(text: string): readonly unknown[] | undefined {
  try {
    const { events } = JSON.parse(text) as { events?: unknown }
    return Array.isArray(events) ? events : undefined
  } catch {
    return undefined
  }
}
