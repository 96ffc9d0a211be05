import type { Exposure, FlagChange, SluiceClient } from '@sluice/client'
import { insideOf, type SentItem } from '@sluice/client/inside'

/** What is listed. */
export type EntryType = 'exposure' | 'outcome' | 'crash' | 'change'

/** Something that happened on this page. */
export interface Entry {
  readonly id: string
  readonly type: EntryType
  /** Epoch milliseconds. */
  readonly at: number
  /** The flag, or the name of an outcome. */
  readonly name: string
  /** The variant, the value, or what changed into what. */
  readonly what: string
  /** Why it is not sent. */
  readonly unsent?: string | undefined
  /** Whether an override showed it: then it never counts. */
  readonly isForced: boolean
  readonly detail: object
}

/** What happened since the overlay was opened, and the exposures before. */
export interface EventLog {
  /** Newest first; the same list until there is more. */
  readonly entries: () => readonly Entry[]
  readonly subscribe: (listener: () => void) => () => void
  clear(): void
  stop(): void
}

/** So many are listed; a page may go on for a day. */
export const MOST_ENTRIES = 1000

/** Follows what a client records, until it is stopped. */
export function followEvents(client: SluiceClient): EventLog {
  let entries: readonly Entry[] = client.exposures().map(exposureEntry).toReversed()
  const listeners = new Set<() => void>()
  const add = (...more: readonly Entry[]): void => {
    // What is told of together is told of in order, and the newest stands first.
    entries = [...more.toReversed(), ...entries].slice(0, MOST_ENTRIES)
    listeners.forEach((listener) => listener())
  }
  const stops = [
    client.onExposure((exposure) => add(exposureEntry(exposure))),
    client.onChange((changes) => add(...changes.map(changeEntry))),
  ]
  let stopItems: (() => void) | undefined
  const followItems = (): void => {
    stopItems ??= insideOf(client)?.watchEvents((items) => add(...items.flatMap(itemEntries)))
  }
  followItems()
  // The part that sends them may come later.
  stops.push(client.store.subscribe(followItems))
  return {
    entries: () => entries,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    clear() {
      entries = []
      add()
    },
    stop() {
      stops.forEach((stop) => stop())
      stopItems?.()
    },
  }
}

function exposureEntry(exposure: Exposure): Entry {
  const { id, at, flag, variant, unsent, override } = exposure
  return {
    id,
    type: 'exposure',
    at,
    name: flag,
    what: variant ?? 'no variant',
    unsent,
    isForced: override === true,
    detail: exposure,
  }
}

function changeEntry({ key, from, to }: FlagChange): Entry {
  const words = (entry: FlagChange['to']): string =>
    entry ? (entry.variant ?? JSON.stringify(entry.value) ?? 'no value') : 'nothing'
  const at = Date.now()
  return {
    id: `${key} ${at}`,
    type: 'change',
    at,
    name: key,
    what: `${words(from)} → ${words(to)}`,
    isForced: to?.metadata.override === true,
    detail: { from, to },
  }
}

function itemEntries({ id, type, json }: SentItem): readonly Entry[] {
  if (type !== 'outcome' && type !== 'crash') return []
  const detail = JSON.parse(json) as Readonly<Record<string, unknown>>
  const { at, name, value, flag, variant, message, override } = detail
  const isCrash = type === 'crash'
  return [
    {
      id,
      type,
      at: at as number,
      name: String(isCrash ? flag : name),
      what: isCrash
        ? `${String(variant)}: ${String(message)}`
        : typeof value === 'number'
          ? `${value}`
          : 'no value',
      isForced: override === true,
      detail,
    },
  ]
}
