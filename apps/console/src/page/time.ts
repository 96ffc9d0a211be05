const DAY_MS = 86_400_000
const FULL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
const UTC = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
})
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' })

/** A moment as people read it, in their own zone. */
export function moment(at: string | number): string {
  return FULL.format(new Date(at))
}

/** A moment that everybody is told alike, in what is copied as well. */
export function utcMoment(at: string | number): string {
  return `${UTC.format(new Date(at))} UTC`
}

/** A day as people read it. */
export function day(at: string | number): string {
  return DAY.format(new Date(at))
}

/** How long ago something was: `3 minutes ago`. */
export function ago(at: string | number, now: number = Date.now()): string {
  const passed = Math.max(0, now - new Date(at).getTime())
  if (passed < 60_000) return 'just now'
  const [count, unit] =
    passed < 3_600_000
      ? [passed / 60_000, 'minute']
      : passed < DAY_MS
        ? [passed / 3_600_000, 'hour']
        : [passed / DAY_MS, 'day']
  const whole = Math.floor(count)
  return `${whole} ${unit}${whole === 1 ? '' : 's'} ago`
}

/** Whether something was longer ago than so many milliseconds. */
export function isOlderThan(at: string | number, ms: number, now: number = Date.now()): boolean {
  return now - new Date(at).getTime() > ms
}
