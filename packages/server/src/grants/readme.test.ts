import { expect, it } from 'vitest'
import { startTestService } from '../service/test-service.ts'

it('shows a grant that is issued and used', async () => {
  const cta = {
    type: 'string',
    variants: { control: 'Buy now', urgent: 'Only 2 left' },
    defaultVariant: 'control',
  }
  const document = { schemaVersion: 1, flags: { 'checkout-cta': cta } }
  const service = await startTestService({ seed: { environment: 'development', document } })

  const issued = await fetch(`${service.url}/v1/grants`, {
    method: 'POST',
    headers: { Authorization: 'Bearer sluice_admin_demo', 'Content-Type': 'application/json' },
    body: JSON.stringify({
      environment: 'development',
      overrides: { 'checkout-cta': 'urgent' },
      lifetimeMinutes: 30,
    }),
  })
  const { token } = (await issued.json()) as { token: string }

  const answer = await fetch(`${service.url}/ofrep/v1/evaluate/flags/checkout-cta`, {
    method: 'POST',
    headers: {
      Authorization: 'Bearer sluice_client_demo',
      'Content-Type': 'application/json',
      'Sluice-Grant': token,
    },
    body: JSON.stringify({ context: { targetingKey: 'ada' } }),
  })
  const evaluation: unknown = await answer.json()
  // { key: 'checkout-cta', value: 'Only 2 left', variant: 'urgent', reason: 'STATIC', metadata: { override: true, … } }

  expect(evaluation).toMatchObject({
    key: 'checkout-cta',
    value: 'Only 2 left',
    variant: 'urgent',
    reason: 'STATIC',
    metadata: { override: true },
  })
})
