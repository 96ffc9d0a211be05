import type { EventAttributes } from '@sluice/core'

/** Reads which attributes travel with events, whoever wrote it. */
export function readEventAttributes(value: unknown): EventAttributes | undefined {
  const { units, stored } = (value ?? {}) as Partial<EventAttributes>
  // Whatever else is in the lists is the name of no attribute.
  return Array.isArray(units) && Array.isArray(stored) ? { units, stored } : undefined
}
