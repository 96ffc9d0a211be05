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

/** So many of something: `1 day`, `2 days`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`
}

/** What a metric is measured in. */
interface Measured {
  readonly kind: string
  readonly unit?: string
}

/** A mean of a metric: a share where it is one, else with its unit. */
export function metricValue(value: number | null, { kind, unit }: Measured): string {
  if (value === null) return '–'
  if (isShare(kind)) return percent(value)
  const text = plainNumber(value, Math.abs(value) >= 100 ? 0 : 2)
  return unit === undefined ? text : `${text} ${unit}`
}

/**
 * By how much two variants differ in a metric, with its sign: in percentage points where it is a
 * share, which a percent would take for a lift, else in its unit.
 */
export function metricDifference(value: number, definition: Measured): string {
  return withSign(value, metricDistance(Math.abs(value), definition))
}

/** The same without a sign, such as for a standard error. */
export function metricDistance(value: number, { kind, unit }: Measured): string {
  return isShare(kind)
    ? `${points(value)} pp`
    : metricValue(value, { kind, ...(unit !== undefined && { unit }) })
}

/** The same in words, for a screen reader and for sentences: `plus 3.4 percentage points`. */
export function spokenDifference(value: number, definition: Measured): string {
  if (!isShare(definition.kind)) return metricDifference(value, definition)
  const text = points(Math.abs(value))
  if (Number(text) === 0) return '0 percentage points'
  return `${value < 0 ? 'minus' : 'plus'} ${text} percentage points`
}

/** Below one percentage point a second digit, as few conversions differ by more. */
function points(share: number): string {
  const size = Math.abs(share) * 100
  return plainNumber(share * 100, size < 1 && size >= 0.005 ? 2 : 1)
}

function withSign(value: number, text: string): string {
  if (Number.parseFloat(text) === 0) return text
  return `${value < 0 ? MINUS : '+'}${text}`
}

/** Whether a metric is a share of units; of times, it is those who got there. */
export function isShare(kind: string): boolean {
  return SHARES.has(kind)
}

const SHARES = new Set(['conversion', 'retention', 'share_above', 'time_to_event'])

function plainNumber(value: number, digits: number): string {
  return value
    .toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .replace('-', MINUS)
}
