import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { SERVICE_ACTOR } from '../audit/actor.ts'
import { changeRuleset } from '../rulesets/change-ruleset.ts'
import { comeAndGo, putRuleset, QUESTION } from './testing/people.ts'

const SHOP = '/v1/environments/shop'
const { words } = QUESTION.experiments

let service: TestService

beforeEach(async () => {
  service = await startTestService()
  const put = await putRuleset(service, { ...QUESTION, experiments: { words, other: words } })
  if (put.status !== 200) throw new Error(await put.text())
  await comeAndGo(service, 20, (_variant, index) => (index % 10 === 0 ? 20 : undefined))
})
afterEach(async () => service.close())

async function step(key: string, name: string, body: object = {}): Promise<[number, object]> {
  const answer = await service.send('POST', `${SHOP}/experiments/${key}/${name}`, { body })
  return [answer.status, (await answer.json()) as object]
}

async function experiment(key: string): Promise<object> {
  return (await (await service.send('GET', `${SHOP}/experiments/${key}`)).json()) as object
}

const taken = (status: string, wayOut: string) => [
  409,
  {
    code: 'RULE_TAKEN',
    experiment: 'words',
    experimentStatus: status,
    detail: expect.stringContaining(wayOut),
  },
]

it('is planned for one experiment at a time', async () => {
  expect((await step('words', 'plan'))[0]).toBe(200)
  expect(await step('other', 'plan')).toMatchObject(taken('planned', 'Take "words" out'))
  expect((await step('words', 'plan'))[0]).toBe(200)
  await step('words', 'start')
  const decide = 'sluice experiment decide words'
  expect(await step('other', 'plan?dryRun=true')).toMatchObject(taken('running', decide))
  await step('words', 'stop')
  expect(await step('other', 'plan')).toMatchObject(taken('stopped', decide))
})

/** Both planned or both running, as an earlier release let them be. */
async function second(status: 'planned' | 'running'): Promise<void> {
  await service.store.write(async (unit) =>
    changeRuleset(service.store, unit, {
      environment: 'shop',
      actor: SERVICE_ACTOR,
      action: 'experiment.plan',
      subject: 'other',
      reason: null,
      expectedVersion: undefined,
      checksNewFlags: false,
      propose(current) {
        const { words: first, other } = current.experiments
        if (first?.run === undefined || other === undefined) throw new Error('None is planned.')
        const run = { ...first.run, status }
        const experiments = { ...current.experiments, other: { ...other, run } }
        return { next: { ...current, experiments } }
      },
    }),
  )
}

it('does not start a second one that was planned before, so that the first keeps its units', async () => {
  await step('words', 'plan')
  await second('planned')
  expect((await step('words', 'start'))[0]).toBe(200)
  const before = await (await service.send('GET', `${SHOP}/ruleset`)).text()
  expect(await step('other', 'start')).toMatchObject(
    taken('running', 'sluice experiment decide words'),
  )
  expect(await (await service.send('GET', `${SHOP}/ruleset`)).text()).toBe(before)
})

it('stops the other one where two run and one is decided, and leaves it to be ended', async () => {
  await step('words', 'plan')
  await step('words', 'start')
  await second('running')
  const reason = 'They disturb each other.'
  expect((await step('words', 'decide', { decision: 'roll_back', reason }))[0]).toBe(200)
  expect(await experiment('other')).toMatchObject({ status: 'stopped' })
  const edit = await service.send('PATCH', `${SHOP}/flags/cta`, { body: { title: 'Words' } })
  expect(edit.status).toBe(200)
  expect((await step('other', 'decide', { decision: 'end', reason }))[0]).toBe(200)
})
