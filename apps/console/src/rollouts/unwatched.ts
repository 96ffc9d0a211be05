import type { OpenRollout } from './shapes.ts'

/** States in which somebody has to look all the time. */
const WATCHED: ReadonlySet<OpenRollout['state']> = new Set([
  'running',
  'paused',
  'rolling_back',
  'verifying',
])

/** So many looks may be late, and by so much in all, before it is said. */
const LATE = { looks: 3, byMs: 10_000 }

/** For how long nobody has looked at a rollout that is out; `undefined` while looks come in time. */
export function unwatchedMs(
  {
    state,
    changedAt,
    plan,
  }: Pick<OpenRollout, 'state' | 'changedAt'> & {
    readonly plan: Pick<OpenRollout['plan'], 'tickMs'>
  },
  now: number,
): number | undefined {
  const quietMs = now - Date.parse(changedAt)
  const isLate = quietMs > LATE.looks * plan.tickMs + LATE.byMs
  return WATCHED.has(state) && isLate ? quietMs : undefined
}
