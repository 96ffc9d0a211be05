import { SluiceError } from '@sluice/core'
import { literal } from './words.ts'

const EXAMPLES = {
  flags: "flags: { 'new-checkout': true }",
  variants: "variants: { 'new-checkout': 'on' }",
  context: "context: { targetingKey: 'ada' }",
} as const

/** What is checked of the options of a test: types do not reach a test that is JavaScript. */
export type OptionsToCheck = { readonly [K in keyof typeof EXAMPLES | 'unnamedFlags']?: unknown }

/**
 * Checks that options are what they have to be, so that none is left out without a word.
 *
 * @throws SluiceError `WRONG_OPTION`
 */
export function checkOptions(options: OptionsToCheck): void {
  for (const [name, example] of Object.entries(EXAMPLES)) {
    const given = options[name as keyof typeof EXAMPLES]
    const isRecord = typeof given === 'object' && given !== null && !Array.isArray(given)
    if (given !== undefined && !isRecord)
      throw new SluiceError(
        'WRONG_OPTION',
        `${name} is ${literal(given)}. Write an object: ${example}.`,
      )
  }
  const { unnamedFlags } = options
  if (unnamedFlags !== undefined && unnamedFlags !== 'fail' && unnamedFlags !== 'default')
    throw new SluiceError(
      'WRONG_OPTION',
      `unnamedFlags is ${literal(unnamedFlags)}. Write 'fail', or 'default'.`,
    )
}
