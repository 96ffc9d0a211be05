import type { SluiceContext } from '@sluice/client'
import type { Scenario } from '@sluice/client/scenarios'
import type { SluiceManifest } from './manifest.ts'

/** Somebody to look at the page as. */
export interface Persona {
  readonly name: string
  readonly context: SluiceContext
}

/** Where the overlay stands. */
export type Corner = 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left'

/** How the overlay is set up. Nothing is needed. */
export interface DevtoolsOptions {
  /** The keys that open it. Default `mod+shift+g`, where `mod` is Ctrl, or Cmd on a Mac; `false`: none. */
  readonly chord?: string | false
  /** Where it stands until somebody moves it. Default `bottom-right`. */
  readonly corner?: Corner
  /** Names, variants, owners and descriptions; a function is asked when the panel opens. */
  readonly manifest?: SluiceManifest | (() => Promise<SluiceManifest>)
  /** Named states of the app, to choose from. */
  readonly scenarios?: readonly Scenario[]
  /** People to look at the page as. */
  readonly personas?: readonly Persona[]
  /**
   * Where the console is; a flag is looked for at `<consoleUrl>/environments/<environment>/flags/<key>`,
   * and without an `environment` at `<consoleUrl>/flags/<key>`.
   */
  readonly consoleUrl?: string
  /**
   * The environment that a token is asked about, and in which the console shows a flag.
   * Default: the only one that the service has.
   */
  readonly environment?: string
  /** The version of the app, for bug reports. */
  readonly appVersion?: string
  /** Of the page's Content-Security-Policy, for browsers that know no constructable style sheets. */
  readonly nonce?: string
}

/** How to do what the trigger does, and to take the overlay off the page. */
export interface DevtoolsHandle {
  open(): void
  /** Closes the panel; the trigger stays. */
  close(): void
  /** Takes all of it off the page. What is forced stays forced. */
  unmount(): void
}
