import { dirname, join, relative, sep } from 'node:path'
import type { Ruleset } from '@sluice/core'
import type { RulesetFile } from '../ruleset-file.ts'
import { parseRulesetFile, readRulesetFile } from '../ruleset-file.ts'
import type { Shell } from '../shell.ts'
import type { App } from './app/app.ts'
import { exists } from './app/exists.ts'
import { runLocal } from './app/package-manager.ts'
import { FIRST_FLAG, writeFlagsFile } from './files/flags-file.ts'

/** Where `@sluice/cli` has the JSON Schema of ruleset files. */
const SCHEMA = 'node_modules/@sluice/cli/dist/ruleset.schema.json'

/** The ruleset of an app: the one that it has, or a first one. */
export async function firstRuleset(
  app: App,
  path: string,
  serve: string,
  shell: Shell,
): Promise<RulesetFile> {
  if (await exists(path)) return readRulesetFile(path, shell)
  const { packageManager, folder, readsTypes } = app
  // pnpm keeps what an app asks for in the app; the others keep it at the top of a workspace.
  const holder = packageManager.name === 'pnpm' ? folder : packageManager.folder
  const schema = relative(dirname(path), join(holder, SCHEMA)).split(sep).join('/')
  const types = readsTypes ? runLocal(packageManager, 'sluice', 'types') : undefined
  return parseRulesetFile(path, writeFlagsFile(schema, serve, types))
}

/** The gate to show first: the one of the first file, else the first of a file that was there. */
export function firstGate({ flags }: Ruleset): string | undefined {
  const gates = Object.entries(flags).filter(
    ([, flag]) => flag.type === 'boolean' && !flag.archived && !flag.serverOnly,
  )
  return gates.find(([key]) => key === FIRST_FLAG)?.[0] ?? gates[0]?.[0]
}
