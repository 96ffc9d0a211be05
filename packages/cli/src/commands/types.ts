import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Ruleset } from '@sluice/core'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { checkTypesPath } from '../registry/module-beside.ts'
import { writeManifest } from '../registry/write-manifest.ts'
import { writeRegistry } from '../registry/write-registry.ts'
import { invalidFile, readRulesetFile, showFile } from '../ruleset-file.ts'
import { fetchRuleset } from '../service/remote-ruleset.ts'
import { writeWhole } from '../write-file.ts'

/** How to write types. */
export interface TypesOptions {
  readonly out?: string
  readonly fromService?: boolean
  readonly check?: boolean
  readonly manifest?: string
}

/**
 * Writes the TypeScript types of a ruleset, and a manifest for devtools where it is named;
 * leaves a file alone that is up to date.
 *
 * @throws SluiceError `FILE_IN_THE_WAY` when a module beside it has its name
 */
export async function types(
  command: Command,
  options: TypesOptions,
  file: string | undefined,
): Promise<Outcome> {
  const { shell, settings } = command
  const out = options.out === undefined ? settings.types : resolve(shell.cwd, options.out)
  const name = showFile(out, shell)
  await checkTypesPath(out, (path) => showFile(path, shell))
  let ruleset: Ruleset
  if (options.fromService === true) {
    ruleset = (await fetchRuleset(command.service, settings.environment)).ruleset
  } else {
    const path = file === undefined ? settings.file : resolve(shell.cwd, file)
    const read = await readRulesetFile(path, shell)
    if (!read.valid) return invalidFile(read.source, read.faults, shell)
    ruleset = read.ruleset
  }
  const files = [{ path: out, name, text: writeRegistry(ruleset) }]
  if (options.manifest !== undefined) {
    const path = resolve(shell.cwd, options.manifest)
    files.push({ path, name: showFile(path, shell), text: writeManifest(ruleset) })
  }
  const results = []
  for (const file of files) results.push(await bringUpToDate(file, options.check === true))
  const [first] = results
  const isOld = results.some(({ changed }) => changed) && options.check === true
  return {
    exit: isOld ? EXIT.failed : EXIT.ok,
    data: options.manifest === undefined ? first : results,
    text: results.map(({ file, changed }) => {
      if (!changed) return `${file} is up to date.`
      if (isOld) return `${file} is out of date. Run "sluice types" and commit the result.`
      return shell.colors.green(`Wrote ${file}.`)
    }),
  }
}

interface WrittenFile {
  readonly path: string
  readonly name: string
  readonly text: string
}

/** Writes a file that is not as it should be, or only says so. */
async function bringUpToDate(
  { path, name, text }: WrittenFile,
  isChecked: boolean,
): Promise<{ readonly file: string; readonly changed: boolean }> {
  const written = await readFile(path, 'utf8').catch(() => undefined)
  // A checkout on Windows may turn line ends; that does not make a file old.
  const changed = written?.replaceAll('\r\n', '\n') !== text
  if (changed && !isChecked) await writeWhole(path, text)
  return { file: name, changed }
}
