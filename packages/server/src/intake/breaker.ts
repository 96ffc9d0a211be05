/** How many calls in a row may fail. */
const MOST_IN_A_ROW = 5

/** From so many calls within the window on, half of them may fail. */
const FEWEST_CALLS = 20
const MOST_FAILED = 0.5
const WINDOW_MS = 10_000

/** How long nobody asks before one call tries again, in milliseconds. */
const REST_MS = 5_000

/** Whether something that fails is still asked. */
export type Breaker =
  | { readonly state: 'closed'; readonly calls: readonly Call[] }
  /** Nobody asks until then. */
  | { readonly state: 'open'; readonly until: number }
  /** One call is on its way; nobody else asks. */
  | { readonly state: 'probing' }

interface Call {
  readonly at: number
  readonly ok: boolean
}

/** A breaker that has seen nothing yet. */
export const CLOSED: Breaker = { state: 'closed', calls: [] }

/**
 * Tells whether a call may be made, and how the breaker stands then. Times are
 * milliseconds that never go back.
 */
export function breakerBefore(breaker: Breaker, now: number): readonly [boolean, Breaker] {
  if (breaker.state === 'open' && now >= breaker.until) return [true, { state: 'probing' }]
  return [breaker.state === 'closed', breaker]
}

/** How the breaker stands after a call that it let through. */
export function breakerAfter(breaker: Breaker, ok: boolean, now: number): Breaker {
  if (breaker.state === 'open') return breaker
  if (breaker.state === 'probing') return ok ? CLOSED : { state: 'open', until: now + REST_MS }
  const calls = [...breaker.calls.filter(({ at }) => now - at < WINDOW_MS), { at: now, ok }].slice(
    -FEWEST_CALLS * 10,
  )
  const failed = calls.filter((call) => !call.ok).length
  const last = calls.slice(-MOST_IN_A_ROW)
  const isBroken =
    (last.length === MOST_IN_A_ROW && last.every((call) => !call.ok)) ||
    (calls.length >= FEWEST_CALLS && failed >= calls.length * MOST_FAILED)
  return isBroken ? { state: 'open', until: now + REST_MS } : { state: 'closed', calls }
}
