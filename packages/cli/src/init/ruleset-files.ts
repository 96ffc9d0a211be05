import type { Ruleset } from '@sluice/core'
import { writeRegistry } from '../registry/write-registry.ts'
import { CONFIG_FILE } from '../settings/config-file.ts'
import type { App } from './app/app.ts'
import type { ChangeFile } from './files/change-file.ts'
import { showIn } from './files/change-file.ts'
import type { FileChange } from './files/file-change.ts'
import type { LocalService } from './local-service.ts'

/** Where the ruleset of an app is, and what is known of it. */
export interface RulesetPlace {
  /** Absolute paths. */
  readonly flags: string
  readonly types: string
  readonly text: string
  readonly ruleset: Ruleset
  readonly environment: string
  readonly service: LocalService
  /** Whether a config file of the app says all of this already. */
  readonly isConfigured: boolean
}

/** The files around a ruleset: its own, the config of the command, and the types. */
export async function rulesetFiles(
  { folder, readsTypes }: App,
  place: RulesetPlace,
  change: ChangeFile,
): Promise<FileChange[]> {
  const { flags, types, text, ruleset, environment, service, isConfigured } = place
  const config = {
    ...(service.port !== undefined && { url: service.url }),
    environment,
    file: showIn(folder, flags),
    types: showIn(folder, types),
  }
  const configText = `${JSON.stringify(config, undefined, 2)}\n`
  return [
    ...(await change(flags, 'the flags, with a first one', (before) => before ?? text)),
    ...(isConfigured
      ? []
      : await change(CONFIG_FILE, 'where the command finds them', () => configText)),
    ...(readsTypes
      ? await change(types, 'their types', (before) =>
          before === undefined || isOurs(before) ? writeRegistry(ruleset) : undefined,
        )
      : []),
  ]
}

/** Somebody else's declarations are not written over. */
function isOurs(types: string): boolean {
  return types.startsWith('// Written by `sluice types`')
}
