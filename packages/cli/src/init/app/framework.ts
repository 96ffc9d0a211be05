import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SluiceError } from '@sluice/core'
import type { Manifest } from './manifest.ts'
import { notAnApp } from './manifest.ts'

/** What builds the app. */
export type Framework = 'vite' | 'next'

/** How people write it. */
export const FRAMEWORK_NAMES: Readonly<Record<Framework, string>> = {
  vite: 'Vite',
  next: 'Next.js',
}

/** Tools that somebody may have instead. */
const OTHERS: readonly (readonly [dependency: string, name: string])[] = [
  ['react-scripts', 'Create React App'],
  ['expo', 'Expo'],
  ['react-native', 'React Native'],
  ['gatsby', 'Gatsby'],
  ['astro', 'Astro'],
  ['parcel', 'Parcel'],
  ['@rsbuild/core', 'Rsbuild'],
  ['webpack', 'webpack'],
]

/** Tells what builds the app. One with both is built by Next.js and tested by Vite. */
export function frameworkOf({ dependencies }: Manifest): Framework | undefined {
  return (['next', 'vite'] as const).find((framework) => dependencies.has(framework))
}

/** The refusal of an app that something else builds. */
export function unknownFramework({ dependencies }: Manifest, folder: string): SluiceError {
  const other = OTHERS.find(([dependency]) => dependencies.has(dependency))
  const seen = other === undefined ? '' : ` It looks like ${other[1]}.`
  return notAnApp(
    `package.json in ${folder} names neither vite nor next, so it is not known where the app starts.${seen} ` +
      'Add @sluice/react and @sluice/client by hand: their READMEs show the few lines that it takes.',
  )
}

/** The version of an installed package. */
export async function installedVersion(folder: string, name: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8')
    const { version } = JSON.parse(text) as { version?: unknown }
    return typeof version === 'string' ? version : undefined
  } catch {
    return undefined
  }
}
