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

/** Asks a service how often each variant of `cta` was counted. */
export async function countedVariants(url: string): Promise<Map<string, number>> {
  const counted = new Map<string, number>()
  let after = ''
  do {
    const answer = await fetch(
      `${url}/v1/environments/development/exposures?limit=1000${after === '' ? '' : `&after=${after}`}`,
      { headers: { Authorization: 'Bearer sluice_admin_demo' } },
    )
    if (answer.status !== 200) throw new Error(await answer.text())
    const { items, next = '' } = (await answer.json()) as {
      readonly items: readonly { readonly variant: string; readonly exposures: number }[]
      readonly next?: string
    }
    for (const { variant, exposures } of items) counted.set(variant, exposures)
    after = next
  } while (after !== '')
  return counted
}
