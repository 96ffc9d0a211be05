import { afterEach, expect, it } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { comeAndGo, putRuleset, QUESTION, type Behaviour } from './testing/people.ts'
import { twoDays } from './testing/two-days.ts'

const EXPERIMENT = '/v1/environments/shop/experiments/words'

const open: TestService[] = []
afterEach(async () => {
  for (const service of open.splice(0)) await service.close()
})

/** Lets 400 people come to two variants, with a third that nobody gets and a fourth that is in no rule. */
async function start(behaviour: Behaviour): Promise<TestService> {
  const clock = twoDays()
  const service = await startTestService({ now: clock.now })
  open.push(service)
  const { cta } = QUESTION.flags
  const split = [
    { variant: 'plain', weightBps: 5000 },
    { variant: 'warm', weightBps: 5000 },
    { variant: 'loud', weightBps: 0 },
  ]
  const variants = { ...cta.variants, loud: 'ORDER', cold: 'Submit' }
  const rules = [{ id: 'halves', serve: { split } }]
  const put = await putRuleset(service, {
    ...QUESTION,
    flags: { cta: { ...cta, variants, rules } },
  })
  if (!put.ok) throw new Error(await put.text())
  await comeAndGo(service, 20, () => 20, { prefix: 'before' })
  for (const step of ['plan', 'start']) {
    const answer = await service.send('POST', `${EXPERIMENT}/${step}`, {
      ...(step === 'plan' && { body: {} }),
    })
    if (!answer.ok) throw new Error(await answer.text())
  }
  await comeAndGo(service, 400, behaviour)
  clock.sleep()
  return service
}

const fourth: Behaviour = (_variant, index) => (index % 4 === 0 ? 20 : undefined)

async function ship(
  service: TestService,
  variant: string,
  more: object = {},
): Promise<Record<string, unknown>> {
  const body = { decision: 'ship', variant, reason: 'It is nice.', ...more }
  const answer = await service.send('POST', `${EXPERIMENT}/decide`, { body })
  return { status: answer.status, ...((await answer.json()) as object) }
}

it.each(['cold', 'wram', 'plain'])(
  'ships no %s, which the experiment does not try',
  async (name) => {
    const service = await start(fourth)
    expect(await ship(service, name, { acknowledge: true, despiteResults: true })).toMatchObject({
      status: 422,
      code: 'INVALID_REQUEST',
      detail: expect.stringContaining(`"${name}" is `),
    })
  },
)

it('names what could be shipped', async () => {
  const service = await start(fourth)
  expect(await ship(service, 'cold')).toMatchObject({
    detail:
      '"cold" is no treatment of the experiment "words", so that nothing is known of it. Ship "warm" or "loud". To go back to the control, decide "roll_back" or "end".',
  })
})

it('ships what got nobody only when somebody insists, and keeps that with the decision', async () => {
  const service = await start(fourth)
  expect(await ship(service, 'loud')).toMatchObject({
    status: 409,
    code: 'RESULTS_AGAINST',
    against: [
      {
        code: 'NEVER_READ',
        message:
          'Nothing was found of "loud" yet: it got no units under the allocation that counts.',
      },
    ],
  })
  expect(await ship(service, 'loud', { despiteResults: true })).toMatchObject({ status: 200 })
  const archive = await service.send('GET', '/v1/environments/shop/experiment-archive/words')
  expect(await archive.json()).toMatchObject({ variant: 'loud', against: [{ code: 'NEVER_READ' }] })
})

it('is grey when nothing comes in, also beside a variant that nobody gets', async () => {
  const service = await start(() => undefined)
  const answer = await service.send('GET', `${EXPERIMENT}/results`)
  expect(await answer.json()).toMatchObject({ verdict: { grey: [{ code: 'METRIC_MISSING' }] } })
})
