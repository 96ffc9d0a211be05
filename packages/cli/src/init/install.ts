import { SluiceError } from '@sluice/core'
import type { Shell } from '../shell.ts'
import { plain } from '../terminal/plain.ts'
import type { App } from './app/app.ts'
import { installCommand } from './app/package-manager.ts'
import type { Undo } from './apply.ts'

/** How much of the output of a package manager that failed is repeated. */
const LAST_LINES = 12

/**
 * Installs what `package.json` now asks for. When that fails, or somebody
 * stops it, every file is put back.
 *
 * @throws SluiceError `INSTALL_FAILED`
 */
export async function install(
  { packageManager, folder }: App,
  undo: Undo,
  { run, stopped }: Shell,
): Promise<void> {
  // From here on a signal ends the package manager, and this goes on to clean up.
  void stopped()
  const command = installCommand(packageManager)
  const { code, output } = await run(command, folder)
  if (code === 0) return
  await undo()
  const said = output.trim().split(/\r?\n/).slice(-LAST_LINES)
  const how = code === undefined ? 'did not run to its end' : `ended with ${code}`
  throw new SluiceError(
    'INSTALL_FAILED',
    `"${command.join(' ')}" ${how}, so every file was put back as it was. ` +
      'Repair what it says and run this again, or write the files alone with --no-install.' +
      ` It said: ${said.map(plain).join(' | ')}`,
  )
}
