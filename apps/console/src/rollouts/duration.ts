const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** A duration in its two largest units, such as `1 day 12 hours`. */
export function duration(ms: number): string {
  const parts: string[] = []
  let rest = Math.max(0, Math.round(ms / 1_000) * 1_000)
  for (const [unit, size] of UNITS) {
    const whole = Math.floor(rest / size)
    rest -= whole * size
    if (whole > 0) parts.push(`${whole} ${unit}${whole === 1 ? '' : 's'}`)
  }
  return parts.length === 0 ? 'a moment' : parts.slice(0, 2).join(' ')
}

/** A share in basis points, such as `1 %`. */
export function share(bps: number): string {
  return `${bps / 100} %`
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const DATED = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})

/** A moment as it is read beside others: by the second today, by the minute on other days. */
export function clock(at: number, now: number = Date.now()): string {
  return new Date(at).toDateString() === new Date(now).toDateString()
    ? CLOCK.format(at)
    : DATED.format(at)
}
