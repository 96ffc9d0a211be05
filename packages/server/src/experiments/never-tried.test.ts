import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { comeAndGo, putRuleset, QUESTION } from './testing/people.ts'
import { twoDays } from './testing/two-days.ts'

const EXPERIMENT = '/v1/environments/shop/experiments/words'

let service: TestService

beforeEach(async () => {
  const clock = twoDays()
  service = await startTestService({ now: clock.now })
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
  await comeAndGo(service, 400, (_variant, index) => (index % 4 === 0 ? 20 : undefined))
  clock.sleep()
})
afterEach(async () => service.close())

async function ship(variant: string, more: object = {}): Promise<Record<string, unknown>> {
  const body = { decision: 'ship', variant, reason: 'It is nice.', ...more }
  const answer = await service.send('POST', `${EXPERIMENT}/decide`, { body })
  return { status: answer.status, ...((await answer.json()) as object) }
}

it.each(['cold', 'wram', 'plain'])(
  'ships no %s, which the experiment does not try',
  async (name) => {
    expect(await ship(name, { acknowledge: true, despiteResults: true })).toMatchObject({
      status: 422,
      code: 'INVALID_REQUEST',
      detail: expect.stringContaining(`"${name}" is `),
    })
  },
)

it('names what could be shipped', async () => {
  expect(await ship('cold')).toMatchObject({
    detail:
      '"cold" is no treatment of the experiment "words", so that nothing is known of it. Ship "warm" or "loud". To go back to the control, decide "roll_back" or "end".',
  })
})

it('ships what got nobody only when somebody insists, and keeps that with the decision', async () => {
  expect(await ship('loud')).toMatchObject({
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
  expect(await ship('loud', { despiteResults: true })).toMatchObject({ status: 200 })
  const archive = await service.send('GET', '/v1/environments/shop/experiment-archive/words')
  expect(await archive.json()).toMatchObject({ variant: 'loud', against: [{ code: 'NEVER_READ' }] })
})
