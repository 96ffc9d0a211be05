import type { EntryFile } from './entry-file.ts'
import type { Framework } from './framework.ts'
import type { GitState } from './git-state.ts'
import type { Manifest } from './manifest.ts'
import type { PackageManager } from './package-manager.ts'

/** What was found of the app that gets its first gate. */
export interface App {
  /** Absolute path of its folder. */
  readonly folder: string
  readonly manifest: Manifest
  readonly framework: Framework
  /** The version of React, or the range that asks for it. */
  readonly react: string
  /** The file that draws the root; `undefined` where none was found, or several. */
  readonly entry: EntryFile | undefined
  /** Every root layout, where an app of Next.js has several. */
  readonly layouts: readonly EntryFile[]
  /** Where the root is drawn, when nothing was found: a file, or a folder. */
  readonly expected: string
  /** What draws the same on a server, where `entry` hydrates that. */
  readonly drawers: readonly EntryFile[]
  /** The folder that its components are in, from the app's; `''` is the app's own. */
  readonly sources: string
  /** The ending of files with JSX: `tsx`, `jsx` or `js`. */
  readonly ending: 'tsx' | 'jsx' | 'js'
  /** Whether an editor or a compiler would read declarations. */
  readonly readsTypes: boolean
  readonly packageManager: PackageManager
  readonly git: GitState
}
