import { SluiceError } from '@sluice/core'

/**
 * Reads a whole number, 0 or more, from an option.
 *
 * @throws SluiceError `USAGE` when it is none
 */
export function wholeNumber(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text))
    throw new SluiceError('USAGE', `${option} takes a whole number, not "${text}".`)
  return Number(text)
}
