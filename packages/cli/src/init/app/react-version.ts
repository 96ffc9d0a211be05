import { intersects, satisfies, validRange } from 'semver'
import { installedVersion } from './framework.ts'
import type { Manifest } from './manifest.ts'
import { notAnApp } from './manifest.ts'

/** What `@sluice/react` asks for. */
const NEEDED = '>=18.3.0'

/**
 * Tells the version of React that is installed, else the range that is asked for.
 *
 * @throws SluiceError `NOT_AN_APP` when there is no React, or one that is too old
 */
export async function findReact({ dependencies }: Manifest, folder: string): Promise<string> {
  const range = dependencies.get('react')
  if (range === undefined) {
    throw notAnApp(
      `package.json in ${folder} does not depend on react, and gates are React components. ` +
        'Go to the folder of a React app, or make one with "npm create vite@latest -- --template react-ts".',
    )
  }
  const installed = await installedVersion(folder, 'react')
  // A range that is no range ("latest", "catalog:") is somebody else's to judge.
  const fits =
    installed === undefined
      ? validRange(range) === null || intersects(range, NEEDED, { includePrerelease: true })
      : satisfies(installed, NEEDED, { includePrerelease: true })
  if (fits) return installed ?? range
  throw notAnApp(
    `Sluice needs React 18.3 or newer, and this app has ${installed ?? range}. ` +
      'Upgrade first: 18.3 is 18.2 with warnings about what 19 removes.',
  )
}
