/** Shows a share in percent, with as many digits as somebody reads. */
export function percent(share: number): string {
  return `${digits(share * 100)} %`
}

/** Shows a lift in percent with its sign. */
export function signed(share: number): string {
  const text = percent(Math.abs(share))
  if (/^0(\.0+)? %$/.test(text)) return text
  return `${share < 0 ? '−' : '+'}${text}`
}

/** Shows a p-value without false precision. */
export function pValue(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3)
}

/** Shows a number of a metric in what it is measured in. */
export function amount(value: number | null | undefined, kind: string, unit?: string): string {
  if (value === null || value === undefined) return '–'
  if (['conversion', 'retention', 'share_above'].includes(kind)) return percent(value)
  return unit === undefined ? digits(value) : `${digits(value)} ${unit}`
}

/** Shows by how much a metric differs, with its sign; shares in percentage points. */
export function signedAmount(value: number, kind: string, unit?: string): string {
  const text = amount(Math.abs(value), kind, unit).replace(/%$/, 'pp')
  if (Number.parseFloat(text) === 0) return text
  return `${value < 0 ? '−' : '+'}${text}`
}

/** Shows a count with its thousands. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-GB')
}

/** Shows so many of something: `1 unit`, `2 units`. */
export function counted(value: number, one: string): string {
  return `${count(value)} ${one}${value === 1 ? '' : 's'}`
}

function digits(value: number): string {
  const size = Math.abs(value)
  if (size >= 1000) return count(value).replace('-', '−')
  const places = size >= 100 ? 0 : size >= 10 ? 1 : 2
  return value.toFixed(places).replace('-', '−')
}
