import type { EventBatchAnswer } from '@sluice/core'
import { uuidV7 } from '@sluice/core/events'
import { createTestApp, type TestApp } from '../service/test-app.ts'
import type { AppOptions } from '../service/create-app.ts'
import type { IntakeLimits } from './intake-limits.ts'
import { createPseudonyms } from './pseudonyms.ts'
import type { StoredEvent } from '@sluice/events/spool'

/** A test app whose events end in a list instead of on disk. */
export interface TestIntake extends TestApp {
  /** What would be on disk. */
  readonly kept: StoredEvent[]
  /** Makes keeping fail, or hold until it resolves. */
  disk: () => Promise<void>
  /** Sends events as the demo client, now. */
  send(events: readonly unknown[], options?: SendOptions): Promise<Response>
}

/** What a batch carries beside its events. */
export interface SendOptions {
  readonly batch?: object
  readonly headers?: Record<string, string>
}

/** What an app with events is made of beside the usual. */
export interface TestIntakeOptions extends Partial<AppOptions> {
  readonly intakeLimits?: Partial<IntakeLimits>
}

/** Makes a test app with the flag `cta`, which takes events. */
export function createTestIntake({ intakeLimits, ...options }: TestIntakeOptions = {}): TestIntake {
  const kept: StoredEvent[] = []
  const held = { disk: async (): Promise<void> => undefined }
  const pseudonyms = createPseudonyms(new Uint8Array(32).fill(3))
  const app = createTestApp({
    ...options,
    events: {
      pseudonyms: () => pseudonyms,
      limits: { ...intakeLimits },
      keeper: {
        async keep(events) {
          await held.disk()
          kept.push(...events)
        },
        health: () => ({ spool: 'ok', state: undefined, store: 'ok', storeLosses: 0, lagMs: 0 }),
        store: undefined as never,
        close: async () => undefined,
      },
    },
  })
  app.publish('development', {
    schemaVersion: 1,
    attributes: {
      country: { type: 'string', stored: true },
      email: { type: 'string', stored: true, sensitive: true },
      company: { type: 'string', unit: true },
      plan: { type: 'string' },
    },
    flags: { cta: {}, inside: { serverOnly: true }, old: { archived: true } },
  })
  return {
    ...app,
    kept,
    get disk() {
      return held.disk
    },
    set disk(disk) {
      held.disk = disk
    },
    send: async (events, { batch, headers } = {}) =>
      app.post('/v1/events', { sentAt: app.clock.now(), events, ...batch }, headers),
  }
}

/** Reads the answer to a batch that was taken. */
export async function readAnswer(answer: Response): Promise<EventBatchAnswer> {
  if (answer.status !== 200) throw new Error(await answer.text())
  return (await answer.json()) as EventBatchAnswer
}

let made = 0

/** An exposure that is taken as it is. */
export function exposure(more: object = {}): Record<string, unknown> {
  made++
  return {
    type: 'exposure',
    id: uuidV7(Date.UTC(2026, 0, 1), Math.random),
    units: { targetingKey: 'ada', anonymousKey: 'a-1' },
    session: 's-1',
    sequence: made,
    at: Date.UTC(2026, 0, 1) - 1_000,
    flag: 'cta',
    variant: 'on',
    reason: 'SPLIT',
    phase: 'commit',
    weight: 1,
    contextHash: 'c',
    ...more,
  }
}
