import type { SluiceError } from '@sluice/core'
import type { PageEvent } from '../../environment.ts'
import type { Item } from '../item.ts'
import type { Outbox } from '../outbox.ts'
import type { SizedItem } from './sized-item.ts'
import type { Row } from './pace.ts'

/**
 * What this tab is to the others of its browser.
 *
 * - `apart`: it has nothing to do for others
 * - `waiting`: it wants to send for all, and another tab does
 * - `sending`: it looks for what dead tabs left, and is the one that tries while the service fails
 * - `alone`: tabs cannot know of each other here
 */
export type DeliveryRole = 'apart' | 'waiting' | 'sending' | 'alone'

/** A post under way. */
export interface UnderWay {
  readonly number: number
  readonly batch: readonly SizedItem[]
  readonly startedAt: number
  readonly keepalive: boolean
}

/** What delivery knows. Times are milliseconds of the monotonic clock; `Infinity` is never. */
export interface DeliveryState {
  /** What is not delivered, oldest first, with what is under way. */
  readonly queue: readonly SizedItem[]
  /** One, and a last one when the page goes. */
  readonly posts: readonly UnderWay[]
  /** Of the latest post. */
  readonly number: number
  /** Posts in a row. */
  readonly row: Row
  /** When the next post may begin. */
  readonly sendAt: number
  /** Nothing asks earlier: the service said so. */
  readonly notBefore: number
  /** How many events a post may hold; less after one was too large. */
  readonly most: number
  /** The last post that was taken, unless an event was given up since because others pass. */
  readonly passed: number

  /** Failures in a row, the start of the first, posts since then, and the start of the latest. */
  readonly failures: number
  readonly failingSince: number
  readonly attempts: number
  readonly startedAt: number
  /** What was told of the failure, so that it is told once. */
  readonly reported: string | undefined

  readonly role: DeliveryRole
  /** Until when another tab is heard of again that tries for all. */
  readonly yieldUntil: number
  /** When to look for what dead tabs left, and whether this tab does so now. */
  readonly findAt: number
  readonly isFinding: boolean
  /** When to tell which flags are read. */
  readonly usageAt: number
  /** Whether what waits outlives the page. */
  readonly isStored: boolean
  readonly isHidden: boolean
  /** The page may never come back. */
  readonly isGone: boolean
  readonly isClosed: boolean
  /** What was given up and not told yet: how many, by reason, flag and variant as JSON. */
  readonly losses: ReadonlyMap<string, number>
}

/** How a post ended. */
export interface Answered {
  readonly type: 'answered'
  readonly number: number
  /** 0: no answer. */
  readonly status: number
  /** How many events a service says that it has; `undefined`: it is no answer of one that takes events. */
  readonly accepted: number | undefined
  /** Which events of the batch it does not take, by their place. */
  readonly refused: readonly number[]
  /** Whether what is in the batch is too large or cannot be read, whichever event is to blame. */
  readonly isUnreadable: boolean
  readonly retryAfterMs?: number | undefined
  /** Whether the same service gives values. */
  readonly isServiceUp: boolean
}

/** What may happen. */
export type DeliveryEvent =
  | { readonly type: 'recorded'; readonly items: readonly SizedItem[] }
  /** Dead tabs left this; `isPartial` where some may die soon. */
  | { readonly type: 'found'; readonly items: readonly SizedItem[]; readonly isPartial: boolean }
  /** These were given up before they were recorded. */
  | { readonly type: 'lost'; readonly items: Outbox['lost'] }
  | Answered
  | { readonly type: 'elected'; readonly role: 'sending' | 'alone' }
  /** Another tab tries for all, and is silent for so long. */
  | { readonly type: 'told'; readonly quietMs: number }
  | { readonly type: 'stored'; readonly isStored: boolean }
  | { readonly type: PageEvent }
  | { readonly type: 'tick' | 'close' | 'withdraw' }

/** What has to be done. */
export type DeliveryCommand =
  | ({ readonly type: 'post' } & UnderWay)
  | { readonly type: 'abort'; readonly number: number }
  /** Delivered, or given up: it need not be stored any longer. */
  | { readonly type: 'forget'; readonly items: readonly Item[]; readonly isDelivered: boolean }
  /** Tell the service what was given up. */
  | { readonly type: 'confess'; readonly losses: ReadonlyMap<string, number> }
  | { readonly type: 'report'; readonly error: SluiceError }
  | { readonly type: 'campaign' | 'resign' | 'find' | 'usage' }
  /** Tell the other tabs that this one tries, and when it is heard of again. */
  | { readonly type: 'tell'; readonly quietMs: number }

/** Nothing waits. */
export function initialDelivery(now: number, most: number, usageAt: number): DeliveryState {
  return {
    queue: [],
    posts: [],
    number: 0,
    row: { posts: 0, at: -Infinity },
    sendAt: now,
    notBefore: now,
    most,
    passed: 0,
    failures: 0,
    failingSince: 0,
    attempts: 0,
    startedAt: 0,
    reported: undefined,
    role: 'apart',
    yieldUntil: 0,
    findAt: now,
    isFinding: false,
    usageAt,
    isStored: true,
    isHidden: false,
    isGone: false,
    isClosed: false,
    losses: new Map(),
  }
}
