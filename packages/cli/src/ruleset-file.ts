import { readFile } from 'node:fs/promises'
import type { Fault, JsonObject, Ruleset } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import { EXIT } from './exit-codes.ts'
import type { Outcome } from './outcome.ts'
import type { Shell } from './shell.ts'
import { showFile } from './show-file.ts'
import { showFaults } from './terminal/faults.ts'
import { locate } from './yaml/locate.ts'
import type { FileFault, SourceFile } from './yaml/read-yaml.ts'
import { readYaml } from './yaml/read-yaml.ts'

export { showFile }

/** A file that holds a ruleset, or what is wrong with it. */
export type RulesetFile =
  | {
      readonly valid: true
      readonly source: SourceFile
      readonly ruleset: Ruleset
      /** The smallest spelling of the ruleset. */
      readonly document: JsonObject
      readonly warnings: readonly FileFault[]
    }
  | { readonly valid: false; readonly source: SourceFile; readonly faults: readonly FileFault[] }

/**
 * Reads a file of a ruleset and finds every fault in it, with its place.
 *
 * @throws SluiceError `FILE_NOT_FOUND`
 */
export async function readRulesetFile(path: string, shell: Shell): Promise<RulesetFile> {
  return parseRulesetFile(showFile(path, shell), await readText(path, shell))
}

/** As {@link readRulesetFile}, for a text that was read already. */
export async function parseRulesetFile(name: string, text: string): Promise<RulesetFile> {
  // Loaded here, because zod takes longer to load than most commands take to run.
  const [{ parseRuleset, rulesetDocument }, { re2Engine }] = await Promise.all([
    import('@sluice/core/schema'),
    import('@sluice/core/regex'),
  ])
  const source = readYaml(name, text)
  if (source.faults.length > 0) return { valid: false, source, faults: source.faults }
  try {
    const { ruleset, warnings } = parseRuleset(source.value, { regex: re2Engine })
    return {
      valid: true,
      source,
      ruleset,
      document: rulesetDocument(ruleset),
      warnings: warnings.map((warning) => placeFault(source, warning)),
    }
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    const faults = error.faults.map((fault) => placeFault(source, fault))
    const whole = { line: 1, column: 1, length: 1, message: error.message }
    return { valid: false, source, faults: faults.length > 0 ? inOrder(faults) : [whole] }
  }
}

/** Reads a file that has to exist. */
export async function readText(path: string, shell: Shell): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const shown = showFile(path, shell)
    if (code === 'ENOENT') {
      throw new SluiceError(
        'FILE_NOT_FOUND',
        `There is no file ${shown}. Name the file, or set "file" in sluice.config.json.`,
      )
    }
    throw new SluiceError('FILE_UNREADABLE', `${shown} cannot be read (${code}).`, { cause: error })
  }
}

/** Adds the place in the file to a fault of the document. */
export function placeFault(source: SourceFile, { path, at, message }: Fault): FileFault {
  return { ...locate(source, at), path, message }
}

/** What a command says about an invalid file: every fault with its place. */
export function invalidFile(
  source: SourceFile,
  faults: readonly FileFault[],
  { colors }: Shell,
): Outcome {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`
  const message = `${count} in ${source.name}.`
  return {
    exit: EXIT.invalid,
    data: {
      valid: false,
      file: source.name,
      faults: faults.map(withoutLength),
      error: { code: 'INVALID_FILE', message, exitCode: EXIT.invalid },
    },
    text: [...showFaults(source, faults, colors), '', colors.red(message)],
  }
}

/** A fault as it is written for scripts. */
export function withoutLength({ line, column, message, path }: FileFault): object {
  return { line, column, ...(path !== undefined && { path }), message }
}

function inOrder(faults: readonly FileFault[]): FileFault[] {
  return faults.toSorted((a, b) => a.line - b.line || a.column - b.column)
}
