import type { Lockfile } from '../check-lockfile.ts'

/** A lockfile of an example, in the form in which it is committed and while it is used. */
export interface ExampleLockfile extends Lockfile {
  readonly snapshots?: Readonly<Record<string, unknown>>
  readonly overrides?: unknown
}

/**
 * Leaves our own packages out of an example's lockfile: a tarball is another one
 * with every build. What they in turn depend on stays, so it is pinned as well.
 */
export function withoutOurs(lockfile: ExampleLockfile): ExampleLockfile {
  const { overrides: _, ...rest } = lockfile
  return {
    ...rest,
    importers: mapValues(lockfile.importers ?? {}, (importer) =>
      mapValues(importer, (dependencies) => withoutNames(dependencies ?? {})),
    ),
    packages: withoutNames(lockfile.packages),
    snapshots: withoutNames(lockfile.snapshots ?? {}),
  }
}

/**
 * Tells what an install took that the committed lockfile does not name.
 *
 * @returns one sentence a package; empty when all was locked
 */
export function unlockedPackages(committed: Lockfile, installed: Lockfile): string[] {
  const locked = new Set(Object.keys(committed.packages))
  return Object.keys(installed.packages)
    .filter((id) => !locked.has(id))
    .map((id) => `${id} is not in the lockfile: run \`pnpm lock:examples\`.`)
}

function withoutNames<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !name.startsWith('@sluice/')))
}

function mapValues<T extends object, V>(
  record: T,
  map: (value: T[keyof T & string]) => V,
): Record<string, V> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, map(value as T[keyof T & string])]),
  )
}
