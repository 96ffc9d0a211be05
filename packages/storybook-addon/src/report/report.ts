import type { FlagKind, JsonValue } from '@sluice/core'

/** States that a story can be put in, besides what it is given. */
export const STORY_STATES = [
  'ready',
  'starting',
  'stale',
  'offline',
  'unauthorized',
  'crashed',
  'no-consent',
] as const

/**
 * How a story stands.
 *
 * - `ready`: flags have come
 * - `starting`: they are on their way
 * - `stale`: the last request failed; older values are held
 * - `offline`: the first request failed; nothing is held
 * - `unauthorized`: the service refuses the key; older values are held
 * - `crashed`: every treatment has crashed before, so controls are drawn
 * - `no-consent`: nobody has allowed that anything is recorded
 */
export type StoryState = (typeof STORY_STATES)[number]

/** One variant, as a designer knows it. */
export interface ShownVariant {
  readonly name: string
  readonly title: string
  readonly description?: string | undefined
  readonly value: JsonValue
}

/** What a flag gives: a value, and the variant that it belongs to, where there is one. */
export interface Given {
  readonly value?: JsonValue | undefined
  readonly variant?: string | undefined
}

/** Who decided about a value, weakest first. */
export type DecidedBy = 'code' | 'flag' | 'toolbar' | 'story' | 'panel'

/**
 * What is drawn in place of what a flag gives.
 *
 * - `default`: nothing has come, so the code draws its own default
 * - `control`: the treatment crashed
 * - `mistyped`: the code asks for another type, so it draws its own default
 */
export type DrawnInstead = 'default' | 'control' | 'mistyped'

/** One flag that a story has read. */
export interface GateRow {
  readonly key: string
  readonly title: string
  readonly description?: string | undefined
  readonly designUrl?: string | undefined
  /** Whether there is a definition; `unknown` while the file of the flags cannot be read. */
  readonly definition: 'found' | 'missing' | 'unknown'
  /** Absent without a definition. */
  readonly kind?: FlagKind | undefined
  readonly type: 'boolean' | 'string' | 'number' | 'object'
  readonly variants: readonly ShownVariant[]
  /** The code's own default. */
  readonly byCode: JsonValue
  /** What is in force. */
  readonly given: Given
  /** What the story gives when nobody chooses. */
  readonly own: Given
  readonly differs: boolean
  readonly by: DecidedBy
  /** Absent where what is given is what is drawn. */
  readonly instead?: DrawnInstead | undefined
  /** What is wrong with it, and what to do. */
  readonly fault?: string | undefined
}

/** An exposure that would have been recorded. */
export interface ShownExposure {
  readonly id: string
  readonly title: string
  readonly variant: string
  readonly phase: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** An outcome that would have been recorded. */
export interface ShownOutcome {
  readonly id: string
  readonly name: string
  readonly value?: number | undefined
}

/** A scenario of the repository, as the menu offers it. */
export interface ShownScenario {
  readonly name: string
  /** What stands in the address when it is chosen. */
  readonly payload: string
}

/** What stands in the canvas: the story, the story in every variant, or what no story shows. */
export type StoryView = 'story' | 'grid' | 'gaps'

/** All that the panel and the toolbar show of a story. */
export interface StoryReport {
  readonly story: string
  /** Whether it stands somewhere; a story that threw does not. */
  readonly isDrawn: boolean
  readonly rows: readonly GateRow[]
  /** What is wrong, and what to do: one sentence or two each. */
  readonly faults: readonly string[]
  readonly exposures: readonly ShownExposure[]
  readonly outcomes: readonly ShownOutcome[]
  readonly state: StoryState
  /** The state that the story itself asks for; the toolbar cannot change it. */
  readonly ownState?: StoryState | undefined
  readonly scenarios: readonly ShownScenario[]
  /** The payload of the scenario that the toolbar chose. */
  readonly chosenScenario?: string | undefined
  /** How many choices are in force. */
  readonly forced: number
  /** What is in force, as the text of a scenario file. */
  readonly scenario: string
  /** The app, in this scenario; absent when nobody said where the app is. */
  readonly appLink?: string | undefined
  /** Names of the environments that can be asked what they serve. */
  readonly environments: readonly string[]
  readonly view: StoryView
}

/** What somebody chose. */
export type Choice =
  | {
      readonly type: 'flag'
      readonly where: 'here' | 'everywhere'
      readonly key: string
      readonly given: Given | undefined
    }
  | { readonly type: 'state'; readonly state: StoryState }
  | { readonly type: 'scenario'; readonly payload: string | undefined }
  | { readonly type: 'view'; readonly view: StoryView }
  | { readonly type: 'cell'; readonly payload: string }
  | { readonly type: 'reset'; readonly where: 'here' | 'everywhere' | 'all' }

/** What one environment serves to somebody of whom nothing is known. */
export interface LiveEnvironment {
  readonly name: string
  /** By flag key: the title of the variant, or why there is none. */
  readonly served: Readonly<Record<string, string>>
  /** Why it could not be asked. */
  readonly fault?: string | undefined
}
