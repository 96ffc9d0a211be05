import type { FlagTable, SluiceClient } from '@sluice/client'
import type { DevtoolsOptions } from '../options.ts'
import type { Granted } from '../production/granted.ts'
import type { Settings } from './memory.ts'
import type { Notices } from './notices.ts'

/** What the panel is given to sit in: the page's overlay, or a tab of other devtools. */
export interface Seat {
  readonly client: SluiceClient
  readonly options: DevtoolsOptions
  /** Where the panel stands. */
  readonly shadow: ShadowRoot
  /** What stands over the page, where the panel is in a window of its own. Default: `shadow`. */
  readonly onPage?: ShadowRoot
  /** Whether the panel takes the focus when it is drawn. Default: it does. */
  readonly takesFocus?: boolean
  /** In production: what alone forces anything. */
  readonly granted?: Granted | undefined
  /** What the service gave first. */
  readonly atLoad: () => FlagTable
  /** Sentences about what was refused. */
  readonly notices: Notices
  readonly settings: () => Settings
  readonly set: (settings: Partial<Settings>) => void
  /**
   * Moves the panel into a window of its own; absent where it cannot go anywhere.
   * Rejects with a sentence.
   */
  readonly popOut?: (() => Promise<void>) | undefined
  /** Closes the panel; absent where something else does. */
  readonly minimise?: (() => void) | undefined
  /** Hears that what a link brings was answered; absent where the panel stays for other things. */
  readonly answered?: (() => void) | undefined
  /** Hides the trigger until the page is loaded again. */
  readonly hide?: (() => void) | undefined
}

/** A panel that was drawn. */
export interface DrawnPanel {
  focus(): void
  remove(): void
}
