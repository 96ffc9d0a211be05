import { uuidV7 } from '@sluice/core/events'

let made = 0

/** Sends exposures of the shop to a service, as the demo client does, and waits until they are on disk. */
export async function sendExposures(url: string, ...some: readonly object[]): Promise<void> {
  const events = some.map((more) => ({
    type: 'exposure',
    id: uuidV7(Date.now(), Math.random),
    units: { targetingKey: `person-${++made}`, anonymousKey: `a-${made}` },
    session: 'test',
    sequence: made,
    at: Date.now(),
    flag: 'checkout-cta',
    variant: 'urgent',
    reason: 'SPLIT',
    phase: 'commit',
    weight: 1,
    contextHash: 'c',
    ...more,
  }))
  const answer = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { Authorization: 'Bearer sluice_client_demo', 'Content-Type': 'application/json' },
    body: JSON.stringify({ sentAt: Date.now(), reader: 'shop.example', events }),
  })
  const { refused } = (await answer.json()) as { readonly refused?: readonly object[] }
  if (!answer.ok || refused?.length !== 0) throw new Error(JSON.stringify({ refused }))
}
