const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** A duration for people, in its two largest units, such as `1 day 12 hours`. */
export function duration(ms: number): string {
  const parts: string[] = []
  // Clocks count in fractions, and nobody reads them.
  const whole = Math.round(ms)
  let rest = whole
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? '' : 's'}`)
  }
  return parts.length === 0 ? `${whole} ms` : parts.slice(0, 2).join(' ')
}

/** A share for people, such as `1 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`
}

/** A moment for people: ISO 8601 in UTC, to the second. */
export function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}
