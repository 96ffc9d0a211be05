/** Writes a number with three digits that count: `0.0713`, `12.3`, `1,340`. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return value.toLocaleString('en', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 })
}
