import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import type { Shell } from '../../shell.ts'
import type { App } from './app.ts'
import { findDrawers } from './drawer-files.ts'
import { exists } from './exists.ts'
import { frameworkOf, unknownFramework } from './framework.ts'
import { gitState } from './git-state.ts'
import type { Manifest } from './manifest.ts'
import { notAnApp, readManifest } from './manifest.ts'
import { findNextRoot } from './next-root.ts'
import { findPackageManager } from './package-manager.ts'
import { findReact } from './react-version.ts'
import { findViteRoot } from './vite-root.ts'

/**
 * Looks at the app in the working folder; changes nothing.
 *
 * @throws SluiceError `NOT_AN_APP`, with what to do instead
 */
export async function findApp(shell: Shell): Promise<App> {
  const folder = shell.cwd
  const manifest = await readManifest(folder)
  const framework = frameworkOf(manifest)
  const root = await (framework === 'next' ? findNextRoot : findViteRoot)(folder)
  const { entries, sources } = root
  // A workspace's root that draws something itself is an app.
  if (framework === undefined || entries.length === 0) await refuseWorkspace(manifest, folder)
  const react = await findReact(manifest, folder)
  if (framework === undefined) throw unknownFramework(manifest, folder)
  const [isTyped, hasScriptSettings] = await Promise.all(
    ['tsconfig.json', 'jsconfig.json'].map(async (name) => exists(join(folder, name))),
  )
  const entry = entries.length === 1 ? entries[0] : undefined
  const ending = endingOf(entries[0]?.name, isTyped === true)
  const isFile = framework === 'next' && entries.length === 0
  return {
    folder,
    manifest,
    framework,
    react,
    entry,
    layouts: entries.length > 1 ? entries : [],
    expected: isFile ? `${root.expected}.${ending}` : root.expected,
    drawers: framework === 'vite' ? await findDrawers(entry, folder) : [],
    sources,
    ending,
    readsTypes: isTyped === true || hasScriptSettings === true,
    packageManager: await findPackageManager(folder, shell),
    git: await gitState(folder, shell),
  }
}

function endingOf(entry: string | undefined, isTyped: boolean): App['ending'] {
  if (isTyped || /\.tsx?$/.test(entry ?? '')) return 'tsx'
  return /(layout|_app)\.js$/.test(entry ?? '') ? 'js' : 'jsx'
}

async function refuseWorkspace({ workspaces }: Manifest, folder: string): Promise<void> {
  const patterns = [...workspaces, ...(await pnpmPatterns(folder))]
  if (patterns.length === 0) return
  const apps = await appsOf(folder, patterns)
  throw notAnApp(
    `${folder} is the root of a workspace, and Sluice is added to one app of it. ` +
      (apps.length === 0
        ? 'Go to the folder of the app, and run it there.'
        : `Run it in the app's folder: ${apps.join(', ')}.`),
  )
}

async function pnpmPatterns(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'pnpm-workspace.yaml'), 'utf8').catch(() => '')
  try {
    const { packages } = (parse(text) ?? {}) as { packages?: unknown }
    return Array.isArray(packages)
      ? packages.filter((one): one is string => typeof one === 'string' && !one.startsWith('!'))
      : []
  } catch {
    // pnpm itself will say what is wrong with it.
    return []
  }
}

async function appsOf(folder: string, patterns: readonly string[]): Promise<string[]> {
  const apps: string[] = []
  const manifests = patterns.map((pattern) => `${pattern.replace(/\/+$/, '')}/package.json`)
  const exclude = (path: string): boolean => path.includes('node_modules')
  for await (const path of glob(manifests, { cwd: folder, exclude })) {
    const { dependencies } = await readManifest(join(folder, dirname(path))).catch(() => ({
      dependencies: new Map<string, string>(),
    }))
    const isApp = dependencies.has('vite') || dependencies.has('next')
    if (isApp && dependencies.has('react')) apps.push(dirname(path))
  }
  return apps.toSorted()
}
