import { dirname, join, resolve } from 'node:path'
import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import {
  CHECKS_FILE,
  formatChecks,
  isOfSame,
  readChecks,
  type ManualCheck,
} from '../gate-checks/checks-file.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { invalidFile, readRulesetFile, showFile } from '../ruleset-file.ts'
import { plain } from '../terminal/plain.ts'
import { writeWhole } from '../write-file.ts'

/** How to sign. */
export interface SignOptions {
  readonly by?: string
  readonly note?: string
  readonly file?: string
  readonly withdraw?: boolean
}

/**
 * Signs that somebody looked at a variant, as it is now, so that gate coverage counts it
 * as tested; or withdraws that.
 *
 * @throws SluiceError `USAGE` when nobody signs, `FLAG_NOT_FOUND` or `VARIANT_NOT_FOUND`
 */
export async function signCoverage(
  { shell, settings }: Command,
  { by, note, file, withdraw }: SignOptions,
  key: string,
  variant: string,
): Promise<Outcome> {
  const path = file === undefined ? settings.file : resolve(shell.cwd, file)
  const target = join(dirname(path), CHECKS_FILE)
  const name = showFile(target, shell)
  const checks = await readChecks(target, shell)
  const others = checks.filter((check) => !isOfSame({ flag: key, variant }, check))
  const shown = `${plain(key)} in ${plain(variant)}`
  if (withdraw === true) {
    // Also what the ruleset has no more: how else would it get out of the file.
    if (others.length === checks.length)
      throw new SluiceError('NOT_SIGNED', `Nobody signed for ${shown} in ${name}.`)
    await writeWhole(target, formatChecks(others))
    return {
      exit: EXIT.ok,
      data: { file: name, flag: key, variant, signed: false },
      text: [`Nobody signs for ${shown} any more.`],
    }
  }
  const signer = by?.trim() ?? ''
  if (signer === '')
    throw new SluiceError('USAGE', 'Say who looked at it: --by "Your name". Tests sign by running.')
  const read = await readRulesetFile(path, shell)
  if (!read.valid) return invalidFile(read.source, read.faults, shell)
  const flag = Object.hasOwn(read.ruleset.flags, key) ? read.ruleset.flags[key] : undefined
  if (!flag || flag.archived)
    throw new SluiceError('FLAG_NOT_FOUND', `${read.source.name} has no flag "${plain(key)}".`)
  if (!Object.hasOwn(flag.variants, variant)) {
    const names = Object.keys(flag.variants).join(', ')
    const message = `The flag "${plain(key)}" has no variant "${plain(variant)}". It has ${names}.`
    throw new SluiceError('VARIANT_NOT_FOUND', message)
  }
  const check: ManualCheck = {
    flag: key,
    variant,
    value: flag.variants[variant]?.value ?? null,
    by: signer,
    at: new Date(shell.now()).toISOString(),
    ...(note !== undefined && { note }),
  }
  await writeWhole(target, formatChecks([...others, check]))
  return {
    exit: EXIT.ok,
    data: { file: name, ...check, signed: true },
    text: [
      shell.colors.green(`${plain(signer)} signed for ${shown}.`),
      `Commit ${name}. It counts until the value of the variant changes.`,
    ],
  }
}
