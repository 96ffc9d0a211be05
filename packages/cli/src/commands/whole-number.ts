import { SluiceError } from '@sluice/core'

/**
 * Reads a whole number from an option.
 *
 * @param least - the least that it may be
 * @throws SluiceError `USAGE` when it is none
 */
export function wholeNumber(
  text: string | undefined,
  option: string,
  least = 0,
): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text) || Number(text) < least)
    throw new SluiceError(
      'USAGE',
      `${option} takes a whole number${least > 0 ? ` from ${least} on` : ''}, not "${text}".`,
    )
  return Number(text)
}
