import { join } from 'node:path'
import type { Command } from '../command.ts'
import { checkTypesPath } from '../registry/module-beside.ts'
import type { RulesetFile } from '../ruleset-file.ts'
import { CONFIG_FILE } from '../settings/config-file.ts'
import { DEFAULTS } from '../settings/settings.ts'
import type { App } from './app/app.ts'
import { runScript } from './app/package-manager.ts'
import { componentFiles } from './component-files.ts'
import { changeFilesIn, showIn } from './files/change-file.ts'
import { firstGate, firstRuleset } from './first-ruleset.ts'
import { localService } from './local-service.ts'
import { nameFiles, nameTypes } from './names.ts'
import type { Packages } from './packages/packages.ts'
import { missingPackages } from './packages/packages.ts'
import type { Plan } from './plan.ts'
import { projectFiles } from './project-files.ts'
import { rulesetFiles } from './ruleset-files.ts'
import { serveScript } from './serve-script.ts'
import { wireApp } from './wire-app.ts'

/**
 * Prepares everything that an app gets; writes nothing.
 *
 * @returns the ruleset file instead, when the app has one with faults
 * @throws SluiceError `FILE_IN_THE_WAY`, `USAGE`
 */
export async function makePlan(
  app: App,
  all: Packages,
  { settings, shell }: Command,
): Promise<Plan | Extract<RulesetFile, { valid: false }>> {
  const { folder, manifest, packageManager } = app
  const { config, environment } = settings
  // One further up is about another app, or about all.
  const own = config?.path === join(folder, CONFIG_FILE) ? config : undefined
  const service = localService(settings, own)
  const names = nameFiles(app)
  const flags = own?.file ?? join(folder, DEFAULTS.file)
  const types = own === undefined ? join(folder, await nameTypes(app)) : settings.types
  if (app.readsTypes) await checkTypesPath(types, (path) => showIn(folder, path))
  const flagsFile = showIn(folder, flags)
  const script = serveScript(app, flagsFile, service.port)
  const { typed: serve } = script
  const rules = await firstRuleset(app, flags, serve, shell)
  if (!rules.valid) return rules

  const flag = firstGate(rules.ruleset)
  const wired = wireApp(app, names, flag !== undefined)
  const packages = missingPackages(all, manifest.dependencies)
  const change = changeFilesIn(folder)
  const place = {
    flags,
    types,
    environment,
    service,
    text: rules.source.text,
    ruleset: rules.ruleset,
    isConfigured: own !== undefined,
  }
  const drawn = { url: service.url, serve, flag, flagsFile }
  const develop = ['dev', 'start'].find((name) => manifest.scripts[name] !== undefined)
  const { entry } = wired
  return {
    app,
    changes: [
      ...(await rulesetFiles(app, place, change)),
      ...(await componentFiles(app, names, wired, drawn, change)),
      ...(await projectFiles(app, packages, script, change)),
    ],
    packages,
    manual: entry === 'done' || 'text' in entry ? [] : entry,
    // Where the root has a provider of its own, nothing is drawn.
    flag: entry === 'done' ? undefined : flag,
    hasOwnProvider: entry === 'done',
    flagsFile,
    serve,
    develop: develop === undefined ? undefined : runScript(packageManager, develop),
  }
}
