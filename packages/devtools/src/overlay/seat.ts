import type { FlagTable, SluiceClient } from '@sluice/client'
import type { DevtoolsOptions } from '../options.ts'
import type { Settings } from './memory.ts'

/** What the panel is given to sit in: the page's overlay, or a tab of other devtools. */
export interface Seat {
  readonly client: SluiceClient
  readonly options: DevtoolsOptions
  readonly shadow: ShadowRoot
  /** What the service gave first. */
  readonly atLoad: () => FlagTable
  /** Sentences about what was refused. */
  readonly notices: string[]
  readonly settings: () => Settings
  readonly set: (settings: Partial<Settings>) => void
  /** Closes the panel; absent where something else does. */
  readonly minimise?: (() => void) | undefined
  /** Hides the trigger until the page is loaded again. */
  readonly hide?: (() => void) | undefined
}

/** A panel that was drawn. */
export interface DrawnPanel {
  focus(): void
  remove(): void
}
