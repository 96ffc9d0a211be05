import { resolve } from 'node:path'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { invalidFile, readRulesetFile, withoutLength } from '../ruleset-file.ts'
import { plain } from '../terminal/plain.ts'

/** Checks a ruleset file, or prints the schema of such files. */
export async function validate(
  { shell, settings }: Command,
  options: { readonly printSchema?: boolean },
  file: string | undefined,
): Promise<Outcome> {
  if (options.printSchema === true) {
    const { rulesetJsonSchema } = await import('@sluice/core/schema')
    const schema = rulesetJsonSchema()
    return { exit: EXIT.ok, data: schema, text: [JSON.stringify(schema, undefined, 2)] }
  }
  const path = file === undefined ? settings.file : resolve(shell.cwd, file)
  const read = await readRulesetFile(path, shell)
  if (!read.valid) return invalidFile(read.source, read.faults, shell)
  const { source, ruleset, warnings } = read
  const flags = Object.values(ruleset.flags).length
  const { bold, green, yellow } = shell.colors
  return {
    exit: EXIT.ok,
    data: { valid: true, file: source.name, flags, warnings: warnings.map(withoutLength) },
    text: [
      ...warnings.map(
        ({ line, column, message }) =>
          `${bold(`${source.name}:${line}:${column}`)} ${yellow('warning')} ${plain(message)}`,
      ),
      green(`${source.name} is valid: ${flags === 1 ? '1 flag' : `${flags} flags`}.`),
    ],
  }
}
