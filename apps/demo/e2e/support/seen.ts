import { randomUUID } from 'node:crypto'

const MOST_EVENTS = 500

/** Tells a service that so many people saw a variant, as their pages would. */
export async function sendSeen(
  serviceUrl: string,
  flag: string,
  variant: string,
  people: number,
): Promise<void> {
  for (let from = 0; from < people; from += MOST_EVENTS) {
    const events = Array.from({ length: Math.min(MOST_EVENTS, people - from) }, (_, index) => ({
      type: 'exposure',
      id: uuidV7(),
      units: { targetingKey: `person-${from + index}` },
      session: `s-${from + index}`,
      sequence: 1,
      at: Date.now(),
      flag,
      variant,
      reason: 'SPLIT',
      phase: 'commit',
      weight: 1,
      contextHash: 'c',
    }))
    await send(serviceUrl, events)
  }
}

/** Tells a service what one person did, once each. */
export async function sendDone(serviceUrl: string, names: readonly string[]): Promise<void> {
  const units = { targetingKey: 'earlier', anonymousKey: 'earlier' }
  const events = names.map((name, index) => ({
    type: 'outcome',
    id: uuidV7(),
    units,
    session: 'earlier',
    sequence: index + 1,
    at: Date.now(),
    name,
    value: 20,
  }))
  await send(serviceUrl, events)
}

/** Sends until they are taken, as pages do: on a busy machine a service asks for patience. */
async function send(serviceUrl: string, events: readonly object[]): Promise<void> {
  const answer = await fetch(`${serviceUrl}/v1/events`, {
    method: 'POST',
    headers: { Authorization: 'Bearer sluice_server_demo', 'Content-Type': 'application/json' },
    body: JSON.stringify({ sentAt: Date.now(), events }),
  })
  if (answer.ok) return
  if (answer.status !== 503) throw new Error(await answer.text())
  const seconds = Number(answer.headers.get('retry-after'))
  await new Promise((done) => setTimeout(done, seconds * 1000))
  await send(serviceUrl, events)
}

/** The time, then chance, as RFC 9562 has it. */
function uuidV7(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}
