const MINUS = '−'

/** A share as percent with one digit, such as `3.4 %`; no more than the data can say. */
export function percent(share: number): string {
  return `${plainNumber(share * 100, 1)} %`
}

/** A lift with its sign, such as `+3.4 %` or `−0.2 %`. */
export function signedPercent(lift: number): string {
  const text = percent(Math.abs(lift))
  if (/^0(?:\.0)? %$/.test(text)) return '0.0 %'
  return `${lift < 0 ? MINUS : '+'}${text}`
}

/** The same in words, for a screen reader: `plus 3.4 percent`. */
export function spokenPercent(lift: number): string {
  const text = plainNumber(Math.abs(lift) * 100, 1)
  return Number(text) === 0 ? '0 percent' : `${lift < 0 ? 'minus' : 'plus'} ${text} percent`
}

/** A p-value: never a zero that it is not. */
export function pValue(p: number): string {
  if (p < 0.001) return '< 0.001'
  return p > 0.999 ? '> 0.999' : p.toFixed(3)
}

/** A count with its thousands apart. */
export function count(n: number): string {
  return plainNumber(n, 0)
}

/** A mean of a metric: a share where it is one, else with its unit. */
export function metricValue(
  value: number | null,
  { kind, unit }: { readonly kind: string; readonly unit?: string },
): string {
  if (value === null) return '–'
  if (SHARES.has(kind)) return percent(value)
  const text = plainNumber(value, Math.abs(value) >= 100 ? 0 : 2)
  return unit === undefined ? text : `${text} ${unit}`
}

const SHARES = new Set(['conversion', 'retention', 'share_above'])

function plainNumber(value: number, digits: number): string {
  return value
    .toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .replace('-', MINUS)
}
