import type { JsonValue } from '@sluice/core'
import type { ReadType } from './mistyped.ts'
import type { Resolved } from './resolve.ts'
import type { StoryClient } from './story-client.ts'

/** What Storybook says of the moment: what was chosen, by the name of the global. */
export type Globals = Readonly<Record<string, unknown>>

/** A place where a story is drawn. */
export interface StoryPlace {
  readonly client: StoryClient
  /** Draws with these choices, at once. */
  apply(globals: Globals): void
  /** What it draws with at present. */
  resolved(): Resolved
  globals(): Globals
  /** What the story says of its flags, unchecked. */
  parameters(): unknown
}

/** What is said of a treatment that threw, for as long as its variant is in force. */
export interface CrashNote {
  readonly variant: string | undefined
  readonly sentence: string
}

/** What is known of a story for as long as Storybook is open, so that rows keep their place. */
export interface StorySession {
  readonly id: string
  /** The code's own defaults, by flag key, in the order of the first read. */
  readonly reads: Map<string, JsonValue>
  /** As which types the code reads a flag, by its key; `undefined` for any. */
  readonly types: Map<string, Set<ReadType | undefined>>
  /** Flags that a treatment hangs on, for which the control stands when it crashes. */
  readonly treatments: Set<string>
  /** What went wrong while it was drawn, and what to do. */
  readonly notes: Set<string>
  /** The treatment that threw, by flag key. */
  readonly crashes: Map<string, CrashNote>
  /** What it says of axe: `parameters.a11y`. */
  a11y: unknown
  /** Where it is drawn now. */
  readonly places: Set<StoryPlace>
  /** The last place, which goes on telling about a story that threw. */
  last: StoryPlace | undefined
}

/**
 * Begins to draw a story in a place.
 *
 * @returns how to end it
 */
export function enterPlace(session: StorySession, place: StoryPlace): () => void {
  session.places.add(place)
  session.last = place
  return () => void session.places.delete(place)
}

const sessions = new Map<string, StorySession>()

/** Finds what is known of a story. */
export function sessionOf(id: string): StorySession {
  let session = sessions.get(id)
  if (!session) {
    session = {
      id,
      reads: new Map(),
      types: new Map(),
      treatments: new Set(),
      notes: new Set(),
      crashes: new Map(),
      a11y: undefined,
      places: new Set(),
      last: undefined,
    }
    sessions.set(id, session)
  }
  return session
}
