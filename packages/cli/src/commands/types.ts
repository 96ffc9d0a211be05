import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Ruleset } from '@sluice/core'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { checkTypesPath } from '../registry/module-beside.ts'
import { writeRegistry } from '../registry/write-registry.ts'
import { invalidFile, readRulesetFile, showFile } from '../ruleset-file.ts'
import { fetchRuleset } from '../service/remote-ruleset.ts'
import { writeWhole } from '../write-file.ts'

/** How to write types. */
export interface TypesOptions {
  readonly out?: string
  readonly fromService?: boolean
  readonly check?: boolean
}

/**
 * Writes the TypeScript types of a ruleset; leaves a file alone that is up to date.
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
  const text = writeRegistry(ruleset)
  const written = await readFile(out, 'utf8').catch(() => undefined)
  // A checkout on Windows may turn line ends; that does not make types old.
  const same = written?.replaceAll('\r\n', '\n') === text
  if (same)
    return { exit: EXIT.ok, data: { file: name, changed: false }, text: [`${name} is up to date.`] }
  if (options.check === true) {
    const advice = `${name} is out of date. Run "sluice types" and commit the result.`
    return { exit: EXIT.failed, data: { file: name, changed: true }, text: [advice] }
  }
  await writeWhole(out, text)
  return {
    exit: EXIT.ok,
    data: { file: name, changed: true },
    text: [shell.colors.green(`Wrote ${name}.`)],
  }
}
