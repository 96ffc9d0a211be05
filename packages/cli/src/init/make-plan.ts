import { join, relative, sep } from 'node:path'
import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import { writeRegistry } from '../registry/write-registry.ts'
import type { RulesetFile } from '../ruleset-file.ts'
import { CONFIG_FILE } from '../settings/config-file.ts'
import { DEFAULTS } from '../settings/settings.ts'
import type { App } from './app/app.ts'
import { runScript } from './app/package-manager.ts'
import type { FileChange } from './files/file-change.ts'
import { FIRST_GATE, writeGateFile } from './files/gate-file.ts'
import { ignoreData } from './files/ignore-file.ts'
import { addToManifest } from './files/manifest-edit.ts'
import { PROVIDER, writeProviderFile } from './files/provider-file.ts'
import { readIfThere } from './files/read-if-there.ts'
import { firstGate, firstRuleset } from './first-ruleset.ts'
import { localService } from './local-service.ts'
import { nameFiles } from './names.ts'
import {
  addPnpmOverrides,
  overridesSection,
  pnpmSettingsPath,
} from './packages/override-packages.ts'
import type { Packages } from './packages/packages.ts'
import type { Plan } from './plan.ts'
import { serveScript } from './serve-script.ts'
import { exportsName } from './source/exports-name.ts'
import { wireApp } from './wire-app.ts'

/**
 * Prepares everything that an app gets; writes nothing.
 *
 * @returns the ruleset file instead, when the app has one with faults
 * @throws SluiceError `FILE_IN_THE_WAY`, `USAGE`
 */
export async function makePlan(
  app: App,
  packages: Packages,
  { settings, shell }: Command,
): Promise<Plan | Extract<RulesetFile, { valid: false }>> {
  const { folder, manifest, packageManager } = app
  const names = nameFiles(app)
  const { config } = settings
  // One further up is about another app, or about all.
  const own = config?.path === join(folder, CONFIG_FILE) ? config : undefined
  const service = localService(settings, own)
  const flagsPath = own?.file ?? join(folder, DEFAULTS.file)
  const typesPath = own === undefined ? join(folder, names.types) : settings.types
  const shown = (path: string): string => relative(folder, path).split(sep).join('/')
  const flagsFile = shown(flagsPath)
  const { added: scripts, typed: serve } = serveScript(app, flagsFile, service.port)
  const rules = await firstRuleset(app, flagsPath, serve, shell)
  if (!rules.valid) return rules
  const flag = firstGate(rules.ruleset)
  const { entry, style } = wireApp(app, names, flag !== undefined)

  const changes: FileChange[] = []
  const add = async (
    path: string,
    about: string,
    write: (before: string | undefined) => string | undefined,
  ): Promise<void> => {
    const before = await readIfThere(path)
    const after = write(before)
    if (after !== undefined && after !== before)
      changes.push({ path, name: shown(path), about, before, after })
  }
  const addComponent = async (name: string, about: string, component: string, text: string) =>
    add(join(folder, name), about, (before) => {
      if (before === undefined) return text.replaceAll('\n', style.newline)
      if (exportsName(before, name, component)) return undefined
      throw new SluiceError(
        'FILE_IN_THE_WAY',
        `Nothing was changed, because ${name} is there already and has no ${component}. Rename it, then run this again.`,
      )
    })

  await add(flagsPath, 'the flags, with a first one', (before) => before ?? rules.source.text)
  if (own === undefined) {
    const first = {
      ...(service.port !== undefined && { url: service.url }),
      environment: settings.environment,
      file: flagsFile,
      types: shown(typesPath),
    }
    const text = `${JSON.stringify(first, undefined, 2)}\n`
    await add(join(folder, CONFIG_FILE), 'where the command finds them', () => text)
  }
  if (app.readsTypes) {
    const isOurs = (text: string): boolean => text.startsWith('// Written by `sluice types`')
    await add(typesPath, 'their types', (before) =>
      before === undefined || isOurs(before) ? writeRegistry(rules.ruleset) : undefined,
    )
  }
  if (entry !== 'done') {
    const provider = writeProviderFile(app, style, service.url, serve)
    await addComponent(names.provider, 'the client and the provider', PROVIDER, provider)
    if (flag !== undefined) {
      const gate = writeGateFile(flag, flagsFile, app, style)
      await addComponent(names.gate, 'a gate that you can see', FIRST_GATE, gate)
    }
    if (app.entry !== undefined && 'text' in entry) {
      await add(join(folder, app.entry.name), 'the provider goes around the root', () => entry.text)
    }
  }
  const missing = (wanted: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(wanted).filter(([name]) => !manifest.dependencies.has(name)))
  const dependencies = missing(packages.dependencies)
  const devDependencies = missing(packages.devDependencies)
  await add(join(folder, 'package.json'), 'the packages, and a script', (before) =>
    addToManifest(before ?? '{}', [
      ['scripts', scripts],
      ['dependencies', dependencies],
      ['devDependencies', devDependencies],
      overridesSection(packageManager, packages.overrides),
    ]),
  )
  if (packageManager.name === 'pnpm' && Object.keys(packages.overrides).length > 0) {
    await add(pnpmSettingsPath(packageManager), 'where the packages come from', (before) =>
      addPnpmOverrides(before, packages.overrides),
    )
  }
  await add(join(folder, '.gitignore'), 'the data of the service stays out', (before) =>
    ignoreData(before, serve),
  )
  const develop = ['dev', 'start'].find((name) => manifest.scripts[name] !== undefined)
  return {
    app,
    changes,
    packages: { ...packages, dependencies, devDependencies },
    manual: entry === 'done' || 'text' in entry ? [] : [entry],
    flag,
    flagsFile,
    serve,
    develop: develop === undefined ? undefined : runScript(packageManager, develop),
  }
}
