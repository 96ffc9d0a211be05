import { resolve } from 'node:path'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { createLogger } from '../serve/logger.ts'
import type { ServeOptions } from '../serve/serve-settings.ts'
import { auditFiles, dataFolder } from '../serve/serve-settings.ts'
import type { Shell } from '../shell.ts'
import { showFile } from '../show-file.ts'

type Files = Pick<ServeOptions, 'dataDir' | 'auditHead' | 'auditKey'>

/** What to copy, and where to. */
export interface BackupArguments extends Files {
  readonly to: string
}

/** Copies a data folder, also while its service runs. */
export async function backup({ shell }: Command, options: BackupArguments): Promise<Outcome> {
  const { backUp } = await import('@sluice/server')
  const dataDir = dataFolder(options.dataDir, shell)
  const made = await backUp({
    ...auditFiles(options, shell),
    dataDir,
    to: resolve(shell.cwd, options.to),
    now: shell.now,
  })
  return {
    exit: EXIT.ok,
    data: made,
    text: [
      `Copied ${showFile(dataDir, shell)} to ${showFile(made.folder, shell)}: ${versions(made.environments)}.`,
      ...secretsIn(made.files, options, shell),
    ],
  }
}

function secretsIn(files: readonly string[], options: Files, shell: Shell): string[] {
  const { dim, yellow } = shell.colors
  if (files.includes('audit-key.pem'))
    return [dim('It holds the key of the audit log. Keep it as you keep secrets.')]
  const { auditKeyPath = '' } = auditFiles(options, shell)
  return [
    dim('It holds the key of stream tickets. Keep it as you keep secrets.'),
    yellow(
      `The key of the audit log is not in it: keep a copy of ${showFile(auditKeyPath, shell)} elsewhere. Restoring takes it.`,
    ),
  ]
}

/** What to bring back, and where to. */
export interface RestoreArguments extends Files {
  readonly from: string
  readonly newAuditKey?: boolean
}

/** Makes a data folder of a backup. */
export async function restore({ shell }: Command, options: RestoreArguments): Promise<Outcome> {
  const { restoreBackup } = await import('@sluice/server')
  const dataDir = dataFolder(options.dataDir, shell)
  const restored = await restoreBackup({
    ...auditFiles(options, shell),
    from: resolve(shell.cwd, options.from),
    dataDir,
    newAuditKey: options.newAuditKey === true,
    logger: await createLogger({ mode: 'development', logLevel: 'warn' }, shell),
    now: shell.now,
  })
  const { at, auditEntries, environments } = restored
  return {
    exit: EXIT.ok,
    data: { dataDir, ...restored },
    text: [
      `Restored ${showFile(dataDir, shell)} as it was at ${at}: ${versions(environments)}.`,
      `The audit log ${options.newAuditKey === true ? 'verified with the old key' : 'verifies'}, ${auditEntries === 1 ? '1 entry' : `${auditEntries} entries`}. Clients take what is served from it, also those that saw later versions.`,
      shell.colors.yellow(
        `Keys and tokens that were revoked since then work again: look through ${revokedSince(environments)}.`,
      ),
    ],
  }
}

function versions(environments: readonly { readonly key: string; readonly version: number }[]) {
  if (environments.length === 0) return 'no environments'
  return environments.map(({ key, version }) => `${key} at version ${version}`).join(', ')
}

function revokedSince(environments: readonly { readonly key: string }[]): string {
  const commands = [...environments.map(({ key }) => `keys list -e ${key}`), 'tokens list']
  return commands.map((command) => `"sluice ${command}"`).join(' and ')
}
