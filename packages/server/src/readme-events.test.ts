import type { EventBatchAnswer } from '@sluice/core'
import { expect, it } from 'vitest'
import { exposureOf } from './intake/testing/sent-events.ts'
import { startTestService } from './service/test-service.ts'

it('takes events as the README says', async () => {
  const service = await startTestService()
  const events = [exposureOf({}), exposureOf({ weight: 0 })]

  const answer = await fetch(`${service.url}/v1/events`, {
    method: 'POST',
    headers: { Authorization: 'Bearer sluice_client_demo', 'Content-Type': 'application/json' },
    body: JSON.stringify({ sentAt: Date.now(), reader: 'shop.example', events }),
  })
  const { accepted, refused } = (await answer.json()) as EventBatchAnswer

  expect(accepted).toBe(1)
  expect(refused).toMatchObject([{ index: 1, code: 'EVENT_INVALID' }])
})
