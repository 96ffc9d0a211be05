import type { EventBatchAnswer } from '@sluice/core'
import { uuidV7 } from '@sluice/core/events'
import type { TestService } from '../../api/test-service.ts'

/** Somebody who met the flag, and perhaps a crash. */
export interface Met {
  readonly unit: string
  readonly variant: string
  /** The rule that drew them; without it the default. */
  readonly rule?: string
  readonly crashed?: boolean
  readonly allocationVersion?: number
  readonly attributes?: Readonly<Record<string, string>>
  /** The values of the errors that they had. */
  readonly errors?: readonly number[]
}

const BATCH = 200

/** Sends what people met through the door that everybody sends by. */
export async function sendExposures(
  service: Pick<TestService, 'send'>,
  people: readonly Met[],
  as: 'server' | 'client' = 'server',
): Promise<void> {
  const at = Date.now()
  const events = people.flatMap((met, index) => {
    const base = {
      units: { targetingKey: met.unit },
      session: met.unit,
      at,
      flag: 'checkout',
      variant: met.variant,
    }
    const own = { version: 1, allocationVersion: met.allocationVersion ?? 1, contextHash: 'c' }
    const exposure = {
      ...base,
      ...own,
      type: 'exposure',
      id: uuidV7(at, Math.random),
      sequence: 2 * index + 1,
      reason: met.rule === undefined ? 'DEFAULT' : 'SPLIT',
      phase: 'commit',
      weight: 1,
      ...(met.attributes !== undefined && { attributes: met.attributes }),
      ...(met.rule !== undefined && { ruleId: met.rule }),
    }
    const crash = {
      ...base,
      type: 'crash',
      id: uuidV7(at, Math.random),
      at: at + 1,
      sequence: 2 * index + 2,
      message: 'It broke.',
    }
    const errors = (met.errors ?? []).map((value, nth) => ({
      units: base.units,
      session: base.session,
      type: 'outcome',
      name: 'error',
      value,
      id: uuidV7(at, Math.random),
      at: at + 1,
      sequence: 2 * index + 3 + nth,
    }))
    return [exposure, ...(met.crashed === true ? [crash] : []), ...errors]
  })
  for (let from = 0; from < events.length; from += BATCH) {
    const body = { sentAt: at + 1, events: events.slice(from, from + BATCH) }
    const sent = await service.send('POST', '/v1/events', { body, as })
    if (!sent.ok) throw new Error(`${sent.status}: ${await sent.text()}`)
    const { refused } = (await sent.json()) as EventBatchAnswer
    if (refused.length > 0) throw new Error(JSON.stringify(refused[0]))
  }
}
