import { expect, it } from 'vitest'
import { temporaryFolder } from '../service/test-service.ts'
import { startKillable, type KillableService } from './testing/killable-service.ts'
import {
  countedVariants,
  numberedExposure,
  sendEvents,
  type NumberedExposure,
} from './testing/sent-events.ts'

const ROUNDS = Number(process.env['SLUICE_KILL_ROUNDS'] ?? 25)
const RESENT_EVENTS = Number(process.env['SLUICE_RESENT_EVENTS'] ?? 5_000)

const SENDERS = 6
const MOST_EVENTS = 20

/** What was sent, and what of it was acknowledged. */
class Sent {
  readonly all: NumberedExposure[] = []
  readonly acknowledged = new Set<string>()

  /** Some new ones, and often one that was sent before, acknowledged or not. */
  batch(): NumberedExposure[] {
    const count = 1 + Math.floor(Math.random() * MOST_EVENTS)
    const before = this.all[Math.floor(Math.random() * this.all.length * 2)]
    const fresh = Array.from({ length: count }, () => {
      const event = numberedExposure(this.all.length)
      this.all.push(event)
      return event
    })
    return before === undefined ? fresh : [...fresh, before]
  }

  async send(url: string, events: readonly NumberedExposure[]): Promise<void> {
    await sendEvents(url, events)
    for (const { variant } of events) this.acknowledged.add(variant)
  }
}

/** Sends until the service is gone. */
async function load(service: KillableService, sent: Sent): Promise<void> {
  const send = async (): Promise<void> => {
    for (;;) {
      try {
        await sent.send(service.url, sent.batch())
      } catch {
        // Killed: what was on its way may be there or not.
        return
      }
    }
  }
  const tidy = async (): Promise<void> => {
    const headers = { Authorization: 'Bearer sluice_admin_demo' }
    try {
      for (;;) await fetch(`${service.url}/v1/events/compact`, { method: 'POST', headers })
    } catch {
      // Killed as well, often in the middle of it.
    }
  }
  await Promise.all([...Array.from({ length: SENDERS }, send), tidy()])
}

it(
  `loses no acknowledged event and counts none twice, however often it is killed (${ROUNDS} times)`,
  { timeout: 60_000 + ROUNDS * 5_000 },
  async ({ annotate }) => {
    const dataDir = await temporaryFolder()
    const sent = new Sent()
    for (let round = 0; round < ROUNDS; round++) {
      const service = await startKillable(dataDir)
      const loaded = load(service, sent)
      await new Promise((done) => setTimeout(done, 30 + Math.random() * 300))
      await service.kill()
      await loaded
    }
    const service = await startKillable(dataDir)
    const before = await countedVariants(service.url)
    const lost = [...sent.acknowledged].filter((variant) => !before.has(variant))
    expect(lost).toEqual([])
    expect([...before].filter(([, count]) => count !== 1)).toEqual([])
    // Now everything once more, as clients do that heard no answer.
    for (let from = 0; from < sent.all.length; from += 500) {
      await sent.send(service.url, sent.all.slice(from, from + 500))
    }
    const after = await countedVariants(service.url)
    expect(after.size).toBe(sent.all.length)
    expect([...after].filter(([, count]) => count !== 1)).toEqual([])
    await annotate(
      `${ROUNDS} kills, ${sent.all.length} events sent, ${before.size} stored before they were sent again`,
    )
  },
)

it(
  `counts ${RESENT_EVENTS} events once that are sent ten times, over a restart`,
  { timeout: 60_000 + RESENT_EVENTS * 5 },
  async () => {
    const dataDir = await temporaryFolder()
    const events = Array.from({ length: RESENT_EVENTS }, (_, number) => ({
      ...numberedExposure(number),
      variant: `v${number % 10}`,
    }))
    const sendAll = async (url: string): Promise<void> => {
      for (let from = 0; from < events.length; from += 2_000) {
        const parts = [0, 500, 1_000, 1_500].map((start) =>
          events.slice(from + start, from + start + 500),
        )
        await Promise.all(parts.map(async (part) => sendEvents(url, part)))
      }
    }
    const first = await startKillable(dataDir)
    await sendAll(first.url)
    await first.kill()
    // It has forgotten which ids it has seen; the store has not.
    const second = await startKillable(dataDir)
    for (let again = 0; again < 9; again++) await sendAll(second.url)
    const counted = await countedVariants(second.url)
    expect([...counted.values()].reduce((sum, count) => sum + count, 0)).toBe(RESENT_EVENTS)
    expect(counted.size).toBe(10)
  },
)
