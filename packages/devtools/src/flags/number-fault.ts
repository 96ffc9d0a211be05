/**
 * Compares a number as it is written with what a number can hold.
 *
 * @returns what would become of it, in a sentence; `undefined` where it stays what it is
 */
export function numberFault(written: string): string | undefined {
  const value = Number(written)
  if (!Number.isFinite(value)) return `${written} is larger than a number can be.`
  return digitsOf(written) === digitsOf(String(value))
    ? undefined
    : `${written} would become ${value}: write fewer digits, or quotes around it.`
}

/** What is wrong with the first such number in a text that is JSON. */
export function numberFaultIn(json: string): string | undefined {
  const numbers = json.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').match(/-?\d[\d.e+-]*/gi) ?? []
  return numbers.map(numberFault).find((fault) => fault !== undefined)
}

/** The digits of a decimal and where its point is, however it is written. */
function digitsOf(written: string): string {
  const [, whole = '', rest = '', exponent = 0] = /(\d*)\.?(\d*)(?:e(.+))?$/i.exec(written) ?? []
  const all = (whole + rest).replace(/^0+/, '')
  const digits = all.replace(/0+$/, '')
  if (digits === '') return ''
  return `${digits}e${Number(exponent) - rest.length + all.length - digits.length}`
}
