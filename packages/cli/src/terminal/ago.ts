const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** Says how long ago a time was, such as `3 minutes ago`; a text that is no time stays as it is. */
export function ago(time: string, now: number): string {
  const past = now - Date.parse(time)
  if (Number.isNaN(past)) return time
  const unit = UNITS.find(([, ms]) => past >= ms)
  if (unit === undefined) return 'just now'
  const count = Math.floor(past / unit[1])
  return `${count} ${unit[0]}${count === 1 ? '' : 's'} ago`
}
