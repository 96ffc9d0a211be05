import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { pnpmCommand } from '../pnpm.ts'
import { runCommand } from '../run-command.ts'
import { withoutOurs, type ExampleLockfile } from './lockfile.ts'

/** Left by whoever ran an example in its own folder. */
const LEFTOVERS: ReadonlySet<string> = new Set(['node_modules', 'dist', '.next'])

/**
 * Copies an example out of the repository and installs it there, with its own
 * lockfile, and with our packages from tarballs as a registry would give them.
 *
 * @param example - the folder of the example
 * @param scratch - where its copy goes
 * @param tarballs - by name of the package
 * @returns the copy's folder, and the lockfile that came of it without our packages
 * @throws Error with what the package manager said
 */
export async function installExample(
  example: string,
  scratch: string,
  tarballs: ReadonlyMap<string, string>,
): Promise<{ folder: string; lockfile: ExampleLockfile }> {
  const folder = join(scratch, basename(example))
  mkdirSync(folder)
  cpSync(example, folder, {
    recursive: true,
    filter: (path) => !LEFTOVERS.has(basename(path)),
  })
  const settings = join(folder, 'pnpm-workspace.yaml')
  const own = parse(readFileSync(settings, 'utf8')) as object
  const overrides = Object.fromEntries(
    [...tarballs].map(([name, path]) => [name, `file:${path}`] as const),
  )
  writeFileSync(settings, stringify({ ...own, overrides }))
  const command = [...pnpmCommand(), 'install', '--no-frozen-lockfile', '--prefer-offline'] as const
  const { code, output } = await runCommand(command, { cwd: folder })
  if (code !== 0) throw new Error(`Installing ${example} failed:\n${output}`)
  return { folder, lockfile: withoutOurs(readLockfile(folder)) }
}

/** Reads the lockfile of an example; empty when it has none yet. */
export function readLockfile(folder: string): ExampleLockfile {
  const path = join(folder, 'pnpm-lock.yaml')
  return existsSync(path)
    ? (parse(readFileSync(path, 'utf8')) as ExampleLockfile)
    : { packages: {} }
}
