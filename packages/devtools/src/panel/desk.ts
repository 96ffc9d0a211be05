import type { FlagEntry, FlagTable, Override, SluiceClient, SluiceState } from '@sluice/client'
import { insideOf, type Inside } from '@sluice/client/inside'
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { EventLog } from '../events/event-log.ts'
import type { SluiceManifest } from '../manifest.ts'
import type { Seat } from '../overlay/seat.ts'
import { beReady, keepBeyond } from './keep-beyond.ts'

/** What is forced, by flag key. */
export type Overrides = ReadonlyMap<string, Override>

/** What was just done, to be read aloud, and perhaps taken back. */
export interface Said {
  readonly text: string
  readonly undo?: (() => void) | undefined
}

/** What every part of the panel works with. */
export interface Desk {
  readonly seat: Seat
  readonly client: SluiceClient
  readonly manifest: SluiceManifest | undefined
  readonly log: EventLog
  /** Says what was done, in a live region. */
  readonly say: (said: string | Said) => void
  readonly force: (key: string, override: Override) => void
  readonly reset: (key: string) => void
  /** Forces these and nothing else. */
  readonly replace: (overrides: Overrides, text: string) => void
  /** Shows one flag, with why it serves what it serves. */
  readonly look: (key: string | undefined) => void
}

/** The desk of the panel that a part stands in. */
export const DeskContext: React.Context<Desk | undefined> = createContext<Desk | undefined>(
  undefined,
)

/** What can be done to the flags of the page. */
export type Deeds = Pick<Desk, 'force' | 'reset' | 'replace'>

/** Gives what every part works with. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (!desk) throw new Error('A part of the panel stands outside of it.')
  return desk
}

/** The state of the client; the part renders again with each change, since a key may be pressed twice. */
export function useClientState(): SluiceState {
  const { store } = useDesk().client
  return useSyncExternalStore(store.subscribe, store.getState, store.getState)
}

/** What the client lets an overlay look at; `undefined` where it has no service, or not yet. */
export function useInside(): Inside | undefined {
  const { client } = useDesk()
  // It comes with an answer, and so does a new state.
  useClientState()
  return insideOf(client)
}

/** Makes the deeds of a desk of somebody who develops: each can be taken back, and is kept where that is wished. */
export function deedsOf({ client, settings }: Seat, say: Desk['say']): Deeds {
  beReady(settings().keep)
  const becomes = (next: Overrides): void => {
    for (const key of client.overrides().keys()) if (!next.has(key)) client.removeOverride(key)
    for (const [key, entry] of next)
      if (client.overrides().get(key) !== entry) client.setOverride(key, entry)
  }
  const deed = (text: string, act: () => void, isLast?: boolean): void => {
    const before = client.overrides()
    act()
    const after = client.overrides()
    const undo = isLast
      ? undefined
      : () => deed('Taken back.', () => becomes(undone(client.overrides(), before, after)), true)
    say({ text, undo })
    void keepBeyond(settings().keep, client, before).then((fault) => {
      if (fault !== undefined) say({ text: `${text} ${fault}`, undo })
    })
  }
  return {
    force: (key, override) => deed(`${key} is forced.`, () => client.setOverride(key, override)),
    reset: (key) => deed(`${key} is the service's again.`, () => client.removeOverride(key)),
    replace: (overrides, text) => deed(text, () => becomes(overrides)),
  }
}

/** What is forced now without what a deed has done; what somebody else has forced since stays. */
function undone(now: FlagTable, before: FlagTable, after: FlagTable): Overrides {
  const next = new Map<string, FlagEntry>(now)
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const last = before.get(key)
    if (last === after.get(key) || now.get(key) !== after.get(key)) continue
    if (last) next.set(key, last)
    else next.delete(key)
  }
  return next
}
