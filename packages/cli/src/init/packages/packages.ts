import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SluiceError } from '@sluice/core'
import { rsort, valid } from 'semver'
import type { Shell } from '../../shell.ts'

/** Packages that an app asks for, and where those come from that they ask for. */
export interface Packages {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  /** Sources of packages that others ask for; empty when the registry has them. */
  readonly overrides: Readonly<Record<string, string>>
}

/** What a page needs. The client is named too, because the types of flags extend it. */
const FOR_PAGES = ['@sluice/client', '@sluice/react']
const FOR_DEVELOPMENT = ['@sluice/cli']
const BEHIND_THEM = ['core', 'events', 'rollout', 'server', 'stats'].map(
  (name) => `@sluice/${name}`,
)

/**
 * Tells where the packages of Sluice come from: the registry, or tarballs in a folder.
 *
 * @param version - of this command; all packages are released together
 * @param from - a folder with tarballs, for a registry that does not hold them
 * @throws SluiceError `PACKAGES_MISSING`
 */
export async function choosePackages(
  version: string,
  from: string | undefined,
  { cwd }: Pick<Shell, 'cwd'>,
): Promise<Packages> {
  const all = [...FOR_PAGES, ...FOR_DEVELOPMENT, ...BEHIND_THEM]
  const sources =
    from === undefined
      ? new Map(all.map((name) => [name, `^${version}`]))
      : await tarballsIn(resolve(cwd, from), all)
  const pick = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, sources.get(name) ?? '']))
  return {
    dependencies: pick(FOR_PAGES),
    devDependencies: pick(FOR_DEVELOPMENT),
    overrides: from === undefined ? {} : pick(['@sluice/client', ...BEHIND_THEM]),
  }
}

/** Those of the packages that an app does not ask for yet. */
export function missingPackages(
  { dependencies, devDependencies, overrides }: Packages,
  asked: ReadonlyMap<string, string>,
): Packages {
  const missing = (wanted: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(wanted).filter(([name]) => !asked.has(name)))
  return {
    dependencies: missing(dependencies),
    devDependencies: missing(devDependencies),
    overrides,
  }
}

async function tarballsIn(
  folder: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const files = await readdir(folder).catch((): string[] => [])
  const found = new Map<string, string>()
  for (const name of names) {
    const start = `${name.slice(1).replace('/', '-')}-`
    const versions = files.flatMap((file) =>
      file.startsWith(start) && file.endsWith('.tgz') ? [file.slice(start.length, -4)] : [],
    )
    const [newest] = rsort(versions.filter((version) => valid(version) !== null))
    if (newest !== undefined) found.set(name, `file:${resolve(folder, `${start}${newest}.tgz`)}`)
  }
  const missing = names.filter((name) => !found.has(name))
  if (missing.length === 0) return found
  throw new SluiceError(
    'PACKAGES_MISSING',
    `${folder} holds no tarball of ${missing.join(', ')}. Make them with "npm pack" or "pnpm pack".`,
  )
}
