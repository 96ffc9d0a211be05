import type { Exposure, FlagChange, FlagEntry, SluiceClient } from '@sluice/client'
import { isBroken } from '@sluice/client/crashes'
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
  /** Whether it is nothing that is sent. */
  readonly isLocal?: true
  readonly detail: object
}

/** What happened on a page, as far as an overlay can know of it. */
export interface EventLog {
  /** Newest first; the same list until there is more. */
  readonly entries: () => readonly Entry[]
  readonly subscribe: (listener: () => void) => () => void
  clear(): void
  /** Lists that a treatment was crashed or mended by hand. */
  note(flag: string, what: string): void
  /** Lists what happens from now on as it happens; returns how to stop. */
  follow(): () => void
}

/** So many are listed; a page may go on for a day. */
export const MOST_ENTRIES = 1000

type Caught = EventLog & { catchUp(): void }

const logs = new WeakMap<SluiceClient, Caught>()

/**
 * Gives the log of a client, which goes on where it was. While nobody follows it, it
 * listens to nothing of the client: what was seen and what changed meanwhile is looked up
 * now, and what is recorded for sending it hears of wherever that is kept.
 */
export function eventLogOf(client: SluiceClient): EventLog {
  const log = logs.get(client) ?? createLog(client)
  logs.set(client, log)
  log.catchUp()
  return log
}

function createLog(client: SluiceClient): Caught {
  let held = shownBy(client)
  let entries: readonly Entry[] = [...held].flatMap(([key, { variant }]) =>
    isBroken(client, key, variant)
      ? [localEntry(key, `${variant}: crashed earlier in this session`)]
      : [],
  )
  const listed = new Set<string>()
  let followers = 0
  let stops: readonly (() => void)[] = []
  const listeners = new Set<() => void>()
  const add = (...more: readonly Entry[]): void => {
    // What is told of together is told of in order, and the newest stands first.
    entries = [...more.toReversed(), ...entries].slice(0, MOST_ENTRIES)
    listeners.forEach((listener) => listener())
  }
  const addSeen = (...exposures: readonly Exposure[]): void => {
    const fresh = exposures.filter(({ id }) => !listed.has(id))
    for (const { id } of fresh) listed.add(id)
    if (fresh.length > 0) add(...fresh.map(exposureEntry))
  }
  let stopItems: (() => void) | undefined
  const followItems = (): void => {
    stopItems ??= insideOf(client)?.watchEvents((items) => add(...items.flatMap(itemEntries)))
  }
  const catchUp = (): void => {
    addSeen(...client.exposures())
    if (followers === 0) {
      const before = held
      held = shownBy(client)
      const changes = [...new Set([...before.keys(), ...held.keys()])]
        .map((key) => ({ key, from: before.get(key), to: held.get(key) }))
        .filter(({ from, to }) => from !== to && wordsOf(from) !== wordsOf(to))
      if (changes.length > 0) add(...changes.map(changeEntry))
    }
    entries = entries.toSorted((a, b) => b.at - a.at)
  }
  followItems()
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
    note: (flag, what) => add(localEntry(flag, what)),
    catchUp,
    follow() {
      catchUp()
      followers += 1
      if (followers === 1)
        stops = [
          client.onExposure((exposure) => addSeen(exposure)),
          client.onChange((changes) => add(...changes.map(changeEntry))),
          // The part that sends them may come later.
          client.store.subscribe(followItems),
        ]
      return () => {
        followers -= 1
        if (followers > 0) return
        stops.forEach((stop) => stop())
        held = shownBy(client)
      }
    },
  }
}

/** What the page is served now. */
function shownBy(client: SluiceClient): ReadonlyMap<string, FlagEntry> {
  const { flags, overrides } = client.store.getState()
  const forced = [...overrides].filter(([key]) => flags.get(key)?.metadata.overridable !== false)
  return new Map([...flags, ...forced])
}

let lastLocal = 0

function localEntry(name: string, what: string): Entry {
  const at = Date.now()
  const id = `${name} ${(lastLocal += 1)}`
  return { id, type: 'crash', at, name, what, isForced: false, isLocal: true, detail: { what } }
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
  const at = Date.now()
  return {
    id: `${key} ${at}`,
    type: 'change',
    at,
    name: key,
    what: `${wordsOf(from)} → ${wordsOf(to)}`,
    isForced: to?.metadata.override === true,
    isLocal: true,
    detail: { from, to },
  }
}

function wordsOf(entry: FlagEntry | undefined): string {
  return entry ? (entry.variant ?? JSON.stringify(entry.value) ?? 'no value') : 'nothing'
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
