const STEPS: readonly (readonly [ms: number, unit: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
]

/** How long ago something was, in one unit: `5 min ago`. */
export function ago(at: number, now: number = Date.now()): string {
  for (const [ms, unit] of STEPS)
    if (now - at >= ms) return `${Math.floor((now - at) / ms)} ${unit} ago`
  return 'just now'
}
