import type { SluiceEvent } from '@sluice/core'

/** An event that was recorded: what has to be known of it, and what is sent. */
export interface Item extends Pick<SluiceEvent, 'id' | 'type'> {
  readonly flag?: string | undefined
  readonly variant?: string | undefined
  /** The event as JSON. */
  readonly json: string
}
