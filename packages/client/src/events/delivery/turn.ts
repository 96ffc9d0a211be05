import type { DropReason } from '@sluice/core'
import type { Item } from '../item.ts'
import type { DeliveryCommand, DeliveryState } from './state.ts'

/** One step under way: the state that comes of it, the commands, its time and chance. */
export interface Turn {
  readonly s: { -readonly [K in keyof DeliveryState]: DeliveryState[K] }
  readonly commands: DeliveryCommand[]
  readonly now: number
  /** In `[0, 1)`. */
  readonly random: number
}

/** Lets go of events that were delivered. */
export function forget({ s, commands }: Turn, items: readonly Item[], isDelivered: boolean): void {
  if (items.length === 0) return
  const gone = new Set(items)
  s.queue = s.queue.filter((item) => !gone.has(item))
  commands.push({ type: 'forget', items, isDelivered })
}

/** Gives events up, and remembers how many of what. */
export function lose(turn: Turn, reason: DropReason, items: readonly (Item | undefined)[]): void {
  if (items.length === 0) return
  const losses = new Map(turn.s.losses)
  const others = JSON.stringify([reason, []])
  for (const item of items) {
    // A report of the report would be refused as well, and so on for ever.
    if (item?.type === 'dropped') continue
    const isExposure = item?.type === 'exposure'
    const key = isExposure ? JSON.stringify([reason, [item.flag, item.variant]]) : others
    losses.set(key, (losses.get(key) ?? 0) + 1)
  }
  turn.s.losses = losses
  forget(
    turn,
    items.filter((item) => item !== undefined),
    false,
  )
}
