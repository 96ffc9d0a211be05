import type { Shell } from '../shell.ts'
import type { App } from './app/app.ts'
import { installCommand } from './app/package-manager.ts'
import type { Undo } from './apply.ts'

/** How much of what a package manager said is repeated. */
const LAST_LINES = 12

/** An install that failed. */
export interface FailedInstall {
  readonly message: string
  /** The last lines that the package manager wrote. */
  readonly output: readonly string[]
}

/**
 * Installs what `package.json` now asks for. When that fails, or somebody
 * stops it, every file is put back.
 *
 * @param stopped - settles with the signal that somebody sent since the first file was written
 */
export async function install(
  { packageManager, folder }: App,
  undo: Undo,
  stopped: Promise<unknown>,
  { run }: Shell,
): Promise<FailedInstall | undefined> {
  const stop = new AbortController()
  // A signal ends the package manager, and this goes on to clean up.
  void stopped.then(() => stop.abort())
  const command = installCommand(packageManager)
  const { code, output } = await run(command, folder, stop.signal)
  if (code === 0) return undefined
  await undo()
  const how = code === undefined ? 'did not run to its end' : `ended with exit code ${code}`
  return {
    message: `"${command.join(' ')}" ${how}, so every file was put back as it was.`,
    output: output.trim().split(/\r?\n/).slice(-LAST_LINES),
  }
}
