import { dirname, join } from 'node:path'
import type { Agent } from 'package-manager-detector'
import { detect, LOCKS, resolveCommand } from 'package-manager-detector'
import type { Shell } from '../../shell.ts'
import { exists } from './exists.ts'

/** What installs the packages of an app. */
export interface PackageManager {
  readonly name: string
  readonly agent: Agent
  /** What told so, such as the name of the lockfile. */
  readonly from: string
  /** The folder of its lockfile: that of the app, or of the workspace that it is in. */
  readonly folder: string
}

/**
 * Finds the package manager: by the lockfile, here or in the folders above as
 * far as the repository goes, else by what `package.json` names, else the one
 * that runs this command, else npm.
 */
export async function findPackageManager(
  folder: string,
  { env }: Pick<Shell, 'env'>,
): Promise<PackageManager> {
  const top = await repositoryOf(folder)
  const lock = await lockOf(folder, top)
  const found = await detect({ cwd: folder, stopDir: top })
  if (found !== null) {
    return {
      name: found.name,
      agent: found.agent,
      from: lock?.name ?? 'package.json',
      folder: lock?.folder ?? folder,
    }
  }
  const running = (['npm', 'pnpm', 'yarn', 'bun'] as const).find((name) =>
    (env['npm_config_user_agent'] ?? '').startsWith(`${name}/`),
  )
  const name = running ?? 'npm'
  return { name, agent: name, from: 'no lockfile yet', folder }
}

/** The command that installs what `package.json` asks for. */
export function installCommand({ agent }: PackageManager): string[] {
  // In continuous integration these two otherwise refuse a package.json that changed.
  const also =
    agent === 'pnpm' ? ['--no-frozen-lockfile'] : agent === 'yarn@berry' ? ['--no-immutable'] : []
  return commandOf(agent, 'install', also)
}

/** How somebody types the script of an app. */
export function runScript({ agent }: PackageManager, script: string): string {
  return commandOf(agent, 'run', [script]).join(' ')
}

/** How somebody types a command that the app has installed. */
export function runLocal({ agent }: PackageManager, ...args: readonly string[]): string {
  return commandOf(agent, 'execute-local', args).join(' ')
}

function commandOf(
  agent: Agent,
  command: 'install' | 'run' | 'execute-local',
  args: readonly string[],
): string[] {
  const resolved = resolveCommand(agent, command, [...args])
  return resolved === null ? ['npm', command, ...args] : [resolved.command, ...resolved.args]
}

/** The nearest folder with a repository; without one, the folder itself. */
async function repositoryOf(folder: string): Promise<string> {
  for (const here of upwards(folder)) if (await exists(join(here, '.git'))) return here
  return folder
}

async function lockOf(
  folder: string,
  top: string,
): Promise<{ readonly name: string; readonly folder: string } | undefined> {
  for (const here of upwards(folder)) {
    for (const name of Object.keys(LOCKS))
      if (await exists(join(here, name))) return { name, folder: here }
    if (here === top) return undefined
  }
  return undefined
}

function* upwards(folder: string): Generator<string> {
  for (let here = folder; ; here = dirname(here)) {
    yield here
    if (here === dirname(here)) return
  }
}
