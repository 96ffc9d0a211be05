import type { SluiceEvent } from '@sluice/core'

/** An event that waits to be delivered: as it is sent, and what has to be known of it meanwhile. */
export interface Item extends Pick<SluiceEvent, 'id' | 'type'> {
  readonly flag?: string | undefined
  readonly variant?: string | undefined
  /** The event as JSON. */
  readonly json: string
  /** Of `json`, in UTF-8. */
  readonly bytes: number
}

/** Packs an event. */
export function itemOf(event: object, json: string): Item {
  const { id, type, flag, variant } = event as Item
  return { id, type, flag, variant, json, bytes: new TextEncoder().encode(json).length }
}
