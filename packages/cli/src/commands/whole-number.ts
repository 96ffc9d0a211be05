import { SluiceError } from '@sluice/core'

/**
 * Reads a whole number from an option.
 *
 * @param least - the least that it may be
 * @param most - the most that it may be
 * @throws SluiceError `USAGE` when it is none
 */
export function wholeNumber(
  text: string | undefined,
  option: string,
  least = 0,
  most?: number,
): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text) || Number(text) < least || Number(text) > (most ?? Infinity)) {
    const from = most === undefined ? ` from ${least} on` : ` from ${least} to ${most}`
    const range = least > 0 || most !== undefined ? from : ''
    throw new SluiceError('USAGE', `${option} takes a whole number${range}, not "${text}".`)
  }
  return Number(text)
}
