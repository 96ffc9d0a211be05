import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventBatchAnswer } from '@sluice/core'
import { SERVICE_ACTOR } from '../audit/actor.ts'
import { issueCredential } from '../auth/issue-credential.ts'
import { readinessOf } from '../health/readiness.ts'
import { silentLogger } from '../http/logger.ts'
import { samplingsOf } from '../intake/samplings.ts'
import { openEvents } from '../intake/open-events.ts'
import { createFakeClock, type FakeClock } from '../live/fake-clock.ts'
import { changeRuleset } from '../rulesets/change-ruleset.ts'
import { parseDocument } from '../rulesets/parse-document.ts'
import { createApp } from '../service/create-app.ts'
import { createEnvironment } from '../store/environments.ts'
import { openStore } from '../store/open-store.ts'
import { storeUnavailable, DISK_FULL } from '../store/store-error.ts'
import type { Store } from '../store/store.ts'

/** The environment of a simulated day. */
export const DAY = 'day'
const BATCH = 500
/** Events a second of a key that pages have; a day of some thousands of people has a door of its size. */
const PAGE_EVENTS_PER_SECOND = 100
/** Browsers do not wait for each other either. */
const AT_ONCE = 8
const BY = { actor: SERVICE_ACTOR, reason: 'a simulated day' }

/** A whole service, without a port and on a clock of its own. */
export interface SimulatedService {
  readonly clock: FakeClock
  readonly store: Store
  readonly events: Awaited<ReturnType<typeof openEvents>>
  /** While full, neither events nor changes are taken. */
  disk: 'free' | 'full'
  /** Sends events by the door that everybody sends by. @returns whether they were taken */
  send(events: readonly object[]): Promise<boolean>
  /** Sends events by the key that every page has, whether they are taken or not. */
  flood(events: readonly object[]): Promise<void>
  close(): Promise<void>
}

/** Opens one over a folder of its own, with a ruleset. */
export async function openSimulatedService(ruleset: object): Promise<SimulatedService> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-day-'))
  const clock = createFakeClock(Date.UTC(2026, 0, 5))
  const now = (): number => clock.now()
  const opened = await openStore({ dataDir, logger: silentLogger, now, reserveBytes: 0 })
  let disk: SimulatedService['disk'] = 'free'
  const store: Store = {
    ...opened,
    write: async (work) => {
      if (disk === 'full') throw storeUnavailable(DISK_FULL)
      return opened.write(work)
    },
    health: () => opened.health(),
  }
  const events = await openEvents({
    dataDir,
    clock,
    logger: silentLogger,
    async openStore(spool, onLoss) {
      const { openEmbeddedStore } = await import('@sluice/events')
      // One thread: people, intake and runner go on beside it, and a day is little to ask about.
      return openEmbeddedStore({ spool, onLoss, threads: 1 })
    },
  })
  const { text: key } = await store.write(async (unit) => {
    await createEnvironment(store, unit, DAY, {}, BY)
    return issueCredential(store, unit, { kind: 'server', environment: DAY, name: 'people' }, BY)
  })
  const { text: pageKey } = await store.write(async (unit) =>
    issueCredential(store, unit, { kind: 'client', environment: DAY, name: 'page' }, BY),
  )
  await store.write(async (unit) =>
    changeRuleset(store, unit, {
      environment: DAY,
      action: 'ruleset.replace',
      subject: null,
      expectedVersion: undefined,
      checksNewFlags: false,
      propose: () => ({ next: parseDocument(ruleset) }),
      ...BY,
    }),
  )
  const app = createApp({
    live: store.live,
    credentials: store.credentials,
    mode: 'production',
    logger: silentLogger,
    readiness: () => readinessOf(store.health(), false),
    ticketSecret: new Uint8Array(32),
    clock,
    // Its clock jumps by minutes, which looks like a process that stood still.
    events: {
      ...events,
      limits: { blockedMs: Infinity, keyEventsPerSecond: PAGE_EVENTS_PER_SECOND },
      floods: store.floods,
      samplings: samplingsOf(store),
    },
  })
  const post = async (batch: readonly object[], by: string): Promise<Response> =>
    app.request('/v1/events', {
      method: 'POST',
      headers: { authorization: `Bearer ${by}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sentAt: clock.now(), events: batch }),
    })
  const sendBatch = async (batch: readonly object[]): Promise<boolean> => {
    const answer = await post(batch, key)
    if (!answer.ok) return false
    const { refused } = (await answer.json()) as EventBatchAnswer
    if (refused.length > 0) throw new Error(`A simulated event was refused: ${refused[0]?.message}`)
    return true
  }
  return {
    clock,
    store,
    events,
    get disk() {
      return disk
    },
    set disk(next) {
      disk = next
    },
    async send(all) {
      if (disk === 'full') return false
      let next = 0
      let areTaken = true
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          while (areTaken && next < all.length) {
            const from = next
            next += BATCH
            if (!(await sendBatch(all.slice(from, from + BATCH)))) areTaken = false
          }
        }),
      )
      return areTaken
    },
    async flood(all) {
      for (let from = 0; from < all.length; from += BATCH)
        await post(all.slice(from, from + BATCH), pageKey)
    },
    async close() {
      app.close()
      await events.keeper.close()
      await opened.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
