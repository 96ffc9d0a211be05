import { copyFileSync, readFileSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What a packed package declares. */
interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/**
 * Writes a project that depends on the packed packages, ready for `pnpm install --offline`.
 *
 * Dependencies of others are linked from this workspace, so the registry is never asked; only
 * what a package declares is linked, so a dependency that it forgot to declare is missing here.
 *
 * @param folder - an empty folder
 * @param tarballs - path of the tarball by name of the package
 */
export function writeConsumer(folder: string, tarballs: ReadonlyMap<string, string>): void {
  const ours = Object.fromEntries([...tarballs].map(([name, path]) => [name, `file:${path}`]))
  const consumer = {
    name: 'consumer',
    private: true,
    type: 'module',
    dependencies: { ...ours, ...linkedFromWorkspace(['react', 'react-dom', '@types/react']) },
  }
  const workspace = {
    packages: [],
    pmOnFail: 'ignore',
    hoist: false,
    overrides: { ...ours, ...linkedDependencies() },
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(consumer, undefined, 2))
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), stringify(workspace))
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['*.ts'] }),
  )
  for (const name of ['site.mjs', 'page.mjs', 'edge.mjs', 'types.ts', 'flags.yaml']) {
    copyFileSync(join(import.meta.dirname, name), join(folder, name))
  }
}

const compilerOptions = {
  module: 'NodeNext',
  target: 'ES2023',
  lib: ['ES2024', 'DOM', 'DOM.Iterable'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
}

/** Dependencies and peers of our packages, each from the package that asks for it. */
export function linkedDependencies(): Record<string, string> {
  return Object.assign(
    {},
    ...readdirSync(join(root, 'packages')).map((name) => {
      const folder = join(root, 'packages', name)
      const text = readFileSync(join(folder, 'package.json'), 'utf8')
      const { dependencies, peerDependencies } = JSON.parse(text) as Manifest
      const names = Object.keys({ ...dependencies, ...peerDependencies })
      return linked(
        folder,
        names.filter((dependency) => !dependency.startsWith('@sluice/')),
      )
    }),
  ) as Record<string, string>
}

/**
 * Dependencies of this workspace itself, as an app outside of it can ask for them.
 *
 * @param owner - the folder of the project that has them, from the root
 */
export function linkedFromWorkspace(names: readonly string[], owner = ''): Record<string, string> {
  return linked(join(root, owner), names)
}

function linked(folder: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [name, `link:${realpathSync(join(folder, 'node_modules', name))}`]),
  )
}
