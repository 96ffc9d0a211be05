/** How the desk of `npm start` stands; see `tools/start/rollout-desk`. */
export interface Desk {
  readonly isComing: boolean
  readonly isBroken: boolean
  readonly people: number
  readonly crashes: number
  readonly rollout: {
    readonly state: string
    readonly step: string | null
    readonly shareBps: number
    readonly rule: string | null
    readonly verification: string | null
    readonly isLocked: boolean
  } | null
  readonly url: string
  readonly fault: string | null
}

/** What it can be told. */
export type DeskOrder = 'come' | 'rest' | 'break' | 'mend'

/**
 * Asks the desk, or gives it an order.
 *
 * @returns `undefined` where there is none: the built shop has no desk
 */
export async function askDesk(order?: DeskOrder, signal?: AbortSignal): Promise<Desk | undefined> {
  const answer = await fetch('/rollout-desk', {
    ...(signal !== undefined && { signal }),
    ...(order !== undefined && {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ order }),
    }),
  })
  const isDesk = answer.ok && answer.headers.get('content-type') === 'application/json'
  return isDesk ? ((await answer.json()) as Desk) : undefined
}
