import { expect, it, onTestFinished } from 'vitest'
import { answeringPrometheus, vector } from '../measure/prometheus/testing/answering-prometheus.ts'
import { PLAN, RULESET, startRolloutService } from './testing/rollout-service.ts'
import { sendExposures } from './testing/send-exposures.ts'

const FLAG = '/v1/environments/shop/flags/checkout'

/** A draft whose start asks a Prometheus, and what happens while that thinks. */
async function startWhile(happens: () => Promise<unknown>) {
  let isStarting = false
  const url = await answeringPrometheus(({ url: asks = '' }, answer) => {
    const asked = isStarting ? happens() : Promise.resolve()
    isStarting = false
    void asked.then(() => answer.end(vector(asks.includes('%22on%22') ? '50' : '60')))
  })
  const service = await startRolloutService(undefined, [], {}, [
    { origin: url, allowPrivate: true },
  ])
  onTestFinished(async () => service.close())
  const latency = {
    kind: 'prometheus',
    url,
    query: 'slow{variant="$variant"}',
    total: 'all{variant="$variant"}',
    direction: 'lower_is_better',
  }
  const put = await service.send('PUT', '/v1/environments/shop/ruleset', {
    body: { ...RULESET, metrics: { ...RULESET.metrics, latency } },
    headers: { 'If-Match': '"1"' },
  })
  expect(put.status).toBe(200)
  await sendExposures(
    service,
    Array.from({ length: 400 }, (_, n) => ({ unit: `p${n}`, variant: 'off' })),
  )
  const guardrails = [...PLAN.guardrails, { ...PLAN.guardrails[0]!, metric: 'latency' }]
  const steps = [{ ...PLAN.steps[0], shareBps: 1_000, minUnitsPerVariant: 1 }]
  const id = await service.draft({ ...PLAN, steps, guardrails } as typeof PLAN)
  isStarting = true
  return { service, id, start: async () => service.act(id, { action: 'start' }) }
}

it('starts nothing on a flag that was changed while the plan was checked against it', async () => {
  let change = async (): Promise<unknown> => undefined
  const { service, id, start } = await startWhile(async () => change())
  change = async () => service.send('PATCH', FLAG, { body: { defaultVariant: 'on' } })
  const answer = await start()
  expect(answer.status).toBe(409)
  expect(await answer.json()).toMatchObject({
    code: 'ROLLOUT_CHANGED',
    detail: expect.stringContaining(id),
  })
  expect(await service.show(id)).toMatchObject({ state: 'draft' })
})

it('starts where nothing but another flag was changed meanwhile', async () => {
  let change = async (): Promise<unknown> => undefined
  const { service, start } = await startWhile(async () => change())
  change = async () =>
    service.send('PATCH', FLAG.replace('checkout', 'banner'), { body: { enabled: false } })
  expect((await start()).status).toBe(200)
})
