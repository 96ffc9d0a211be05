const whole = new Intl.NumberFormat('en-IE', {
  style: 'currency',
  currency: 'EUR',
  maximumFractionDigits: 0,
})
const exact = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' })

/** Writes cents as euros, `€28` or `€15.40`. */
export function euros(cents: number): string {
  return cents % 100 === 0 ? whole.format(cents / 100) : exact.format(cents / 100)
}

/** The price for shops and restaurants: 45 % less, rounded to 50 cents. */
export function tradePrice(cents: number): number {
  return Math.round((cents * 0.55) / 50) * 50
}
