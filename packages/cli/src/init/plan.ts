import type { App } from './app/app.ts'
import type { FileChange } from './files/file-change.ts'
import type { Packages } from './packages/packages.ts'

/** A step that could not be done for sure, and how somebody does it. */
export interface ManualStep {
  /** The end of "…, because". */
  readonly because: string
  /** The file that it is about, or what that file is. */
  readonly where: string
  /** What to paste. */
  readonly lines: readonly string[]
}

/** Everything that is to be done to an app. Nothing is done yet. */
export interface Plan {
  readonly app: App
  readonly changes: readonly FileChange[]
  /** Those that the app does not ask for yet. */
  readonly packages: Packages
  readonly manual: readonly ManualStep[]
  /** The flag of the first gate, where there is one. */
  readonly flag: string | undefined
  /** Whether the root had a provider before, with a client that is set up in its own way. */
  readonly hasOwnProvider: boolean
  /** Name of the ruleset file. */
  readonly flagsFile: string
  /** How somebody types what starts the service. */
  readonly serve: string
  /** How somebody types what starts the app; `undefined` where no script does. */
  readonly develop: string | undefined
}

/** The packages that a plan adds, with their sources. */
export function packagesOf({ packages }: Plan): readonly (readonly [string, string])[] {
  return Object.entries({ ...packages.dependencies, ...packages.devDependencies })
}
