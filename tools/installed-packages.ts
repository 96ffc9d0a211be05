import { existsSync, lstatSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Names the installed packages that want to run a script when they are installed.
 *
 * @param store - the folder `node_modules/.pnpm`, where pnpm keeps one folder a version
 * @returns names, sorted, each once
 */
export function wantsBuildScript(store: string): string[] {
  const names = new Set<string>()
  for (const version of readdirSync(store)) {
    const modules = join(store, version, 'node_modules')
    if (!existsSync(modules)) continue
    for (const folder of packageFolders(modules)) {
      const manifest = readManifest(folder)
      if (manifest !== undefined && hasInstallScript(manifest, folder)) names.add(manifest.name)
    }
  }
  return [...names].toSorted()
}

interface Manifest {
  readonly name: string
  readonly scripts?: Readonly<Record<string, string>>
}

/** Real folders only: a link leads to a package that has a folder of its own in the store. */
function packageFolders(modules: string): string[] {
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@')
        ? readdirSync(join(modules, name)).map((inner) => join(modules, name, inner))
        : [join(modules, name)],
    )
    .filter((folder) => !lstatSync(folder).isSymbolicLink())
}

function readManifest(folder: string): Manifest | undefined {
  const path = join(folder, 'package.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : undefined
}

/** npm builds a package with a `binding.gyp` even when it names no script. */
function hasInstallScript({ scripts = {} }: Manifest, folder: string): boolean {
  return (
    ['preinstall', 'install', 'postinstall'].some((name) => scripts[name] !== undefined) ||
    existsSync(join(folder, 'binding.gyp'))
  )
}
