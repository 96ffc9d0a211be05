import type { App } from './app/app.ts'
import type { ChangeFile } from './files/change-file.ts'
import type { FileChange } from './files/file-change.ts'
import { ignoreData } from './files/ignore-file.ts'
import { addToManifest } from './files/manifest-edit.ts'
import {
  addPnpmOverrides,
  overridesSection,
  pnpmSettingsPath,
} from './packages/override-packages.ts'
import type { Packages } from './packages/packages.ts'
import type { ServeScript } from './serve-script.ts'

/** The files about the app as a project: what it depends on, its scripts, what git ignores. */
export async function projectFiles(
  { packageManager }: App,
  { dependencies, devDependencies, overrides }: Packages,
  { added, typed }: ServeScript,
  change: ChangeFile,
): Promise<FileChange[]> {
  const isForPnpm = packageManager.name === 'pnpm' && Object.keys(overrides).length > 0
  return [
    ...(await change('package.json', 'the packages, and a script', (before) =>
      addToManifest(before ?? '{}', [
        ['scripts', added],
        ['dependencies', dependencies],
        ['devDependencies', devDependencies],
        overridesSection(packageManager, overrides),
      ]),
    )),
    ...(isForPnpm
      ? await change(pnpmSettingsPath(packageManager), 'where the packages come from', (before) =>
          addPnpmOverrides(before, overrides),
        )
      : []),
    ...(await change('.gitignore', 'the data of the service stays out', (before) =>
      ignoreData(before, typed),
    )),
  ]
}
