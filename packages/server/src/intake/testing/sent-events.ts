import type { EventBatchAnswer } from '@sluice/core'
import { uuidV7 } from '@sluice/core/events'

/** An exposure whose variant is a number of its own, so that a count by variant tells of each. */
export interface NumberedExposure {
  readonly id: string
  readonly variant: string
}

/** Makes an exposure of the flag `cta`. */
export function numberedExposure(number: number): NumberedExposure {
  return exposureOf({ variant: `v${number}` })
}

let made = 0

/** Makes an exposure of the flag `cta`, by somebody else each time. */
export function exposureOf<T extends object>(more: T): NumberedExposure & T {
  made++
  return {
    type: 'exposure',
    id: uuidV7(Date.now(), Math.random),
    units: { targetingKey: `person-${made}` },
    session: 's',
    sequence: made,
    at: Date.now(),
    flag: 'cta',
    variant: 'on',
    reason: 'SPLIT',
    phase: 'commit',
    weight: 1,
    contextHash: 'c',
    ...more,
  }
}

/** Sends events as a server does. @returns the answer; throws when there is none, or another than 200 */
export async function sendEvents(
  url: string,
  events: readonly NumberedExposure[],
): Promise<EventBatchAnswer> {
  const answer = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { Authorization: 'Bearer sluice_server_demo', 'Content-Type': 'application/json' },
    body: JSON.stringify({ sentAt: Date.now(), events }),
  })
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as EventBatchAnswer
}

const BEGAN = Date.now()
/** A count has 100,000 rows at most, and each event is one: so many do not come in this time. */
const WINDOW_MS = 10_000

/** Asks a service how often each variant of `cta` was counted, as often as it takes. */
export async function countedVariants(url: string): Promise<Map<string, number>> {
  const counted = new Map<string, number>()
  const end = Date.now() + WINDOW_MS
  for (let from = BEGAN - WINDOW_MS; from < end; from += WINDOW_MS) {
    let after = ''
    do {
      const { items, next = '' } = await askCounts(url, from, after)
      for (const { variant, exposures } of items)
        counted.set(variant, (counted.get(variant) ?? 0) + exposures)
      after = next
    } while (after !== '')
  }
  return counted
}

interface Counts {
  readonly items: readonly { readonly variant: string; readonly exposures: number }[]
  readonly next?: string
}

/** Of a service that is busy with what was just sent. */
const MOST_ATTEMPTS = 20

async function askCounts(url: string, from: number, after: string): Promise<Counts> {
  const query = after === '' ? '' : `&after=${after}`
  const headers = { Authorization: 'Bearer sluice_admin_demo' }
  const [start, end] = [from, from + WINDOW_MS].map((at) => new Date(at).toISOString())
  const range = `from=${start}&to=${end}`
  const address = `${url}/v1/environments/development/exposures?limit=1000&${range}${query}`
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(address, { headers })
    if (answer.status === 200) return (await answer.json()) as Counts
    if (answer.status !== 503 || attempt === MOST_ATTEMPTS) throw new Error(await answer.text())
    await new Promise((done) => setTimeout(done, 1_000))
  }
}
