import { rmSync } from 'node:fs'
import type { Ruleset } from '@sluice/core'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestService, temporaryFolder, type TestService } from '../api/test-service.ts'
import { SERVICE_ACTOR } from '../audit/actor.ts'
import { changeRuleset } from '../rulesets/change-ruleset.ts'
import { withFlag } from '../rulesets/parse-document.ts'
import { comeAndGo, putRuleset, QUESTION } from './testing/people.ts'

const SHOP = '/v1/environments/shop'
const { cta } = QUESTION.flags
const gate = { defaultVariant: 'off' }

let dataDir: string
let service: TestService

beforeEach(async () => {
  dataDir = temporaryFolder()
  service = await startTestService({ dataDir })
  await putRuleset(service, { schemaVersion: 1, flags: { gate } })
  await putRuleset(service, { ...QUESTION, flags: { cta, gate } })
  await comeAndGo(service, 20, (_variant, index) => (index % 10 === 0 ? 20 : undefined))
  await service.send('POST', `${SHOP}/experiments/words/plan`, { body: {} })
  const started = await service.send('POST', `${SHOP}/experiments/words/start`)
  if (started.status !== 200) throw new Error(await started.text())
})
afterEach(async () => {
  await service.close()
  rmSync(dataDir, { recursive: true, force: true })
})

async function send(method: string, path: string, body?: object): Promise<[number, Answer]> {
  const answer = await service.send(method, `${SHOP}/${path}`, body === undefined ? {} : { body })
  return [answer.status, (await answer.json()) as Answer]
}

interface Answer {
  readonly code?: string
  readonly detail?: string
  readonly status?: unknown
  readonly version?: number
}

async function status(): Promise<unknown> {
  return (await send('GET', 'experiments/words'))[1].status
}

/** What an earlier release let happen. */
async function breakWith(change: (ruleset: Ruleset) => Ruleset): Promise<void> {
  await service.store.write(async (unit) =>
    changeRuleset(service.store, unit, {
      environment: 'shop',
      actor: SERVICE_ACTOR,
      action: 'ruleset.replace',
      subject: null,
      reason: null,
      expectedVersion: undefined,
      checksNewFlags: false,
      propose: (current) => ({ next: change(current) }),
    }),
  )
}

async function loseRule(): Promise<void> {
  await breakWith((current) => {
    const flag = current.flags['cta']
    if (flag === undefined) throw new Error('There is no flag "cta".')
    const [rule] = flag.rules
    if (rule === undefined) throw new Error('The flag "cta" has no rule.')
    const rules = [{ ...rule, serve: { variant: 'warm' } }]
    return withFlag(current, 'cta', { ...flag, rules })
  })
}

it('refuses a rollback past the flag of a running experiment, and says what to do', async () => {
  expect(await send('POST', 'rollback', { toVersion: 1 })).toMatchObject([
    409,
    {
      code: 'EXPERIMENT_RUNNING',
      experiment: 'words',
      detail: expect.stringMatching(
        /"words" is running, and version 1 does not have .*experiment stop words.*--end-experiments/,
      ),
    },
  ])
  expect(await status()).toBe('running')
  expect((await send('PATCH', 'flags/gate', { title: 'Gate' }))[0]).toBe(200)
  expect((await send('POST', 'rollback', { toVersion: 1, flag: 'gate' }))[0]).toBe(200)
})

it('refuses to roll one flag back to before the rule of its running experiment', async () => {
  const [rule] = cta.rules
  const without = { ...cta, rules: [{ ...rule, id: 'thirds' }] }
  await send('POST', 'experiments/words/stop')
  await send('POST', 'experiments/words/decide', { decision: 'end', reason: 'Once more.' })
  const { words } = QUESTION.experiments
  await putRuleset(service, { ...QUESTION, experiments: {}, flags: { cta: without, gate } })
  const [, { version = 0 }] = await send('PATCH', 'flags/gate', { title: 'Gate' })
  await putRuleset(service, { ...QUESTION, experiments: { again: words }, flags: { cta, gate } })
  await send('POST', 'experiments/again/plan', {})
  expect((await send('POST', 'experiments/again/start'))[0]).toBe(200)
  const back = { toVersion: version, flag: 'cta' }
  expect(await send('POST', 'rollback', back)).toMatchObject([409, { code: 'EXPERIMENT_RUNNING' }])
  expect((await send('POST', 'rollback', { ...back, endExperiments: true }))[0]).toBe(200)
  expect(await send('GET', 'experiments/again')).toMatchObject([200, { status: 'stopped' }])
})

it('shows what a rollback would stop, and stops nothing by that', async () => {
  const back = { toVersion: 1, endExperiments: true }
  expect(await send('POST', 'rollback?dryRun=true', back)).toMatchObject([
    200,
    {
      stops: ['words'],
      changes: expect.arrayContaining([
        { flag: 'cta', kind: 'archived', before: expect.anything(), after: expect.anything() },
      ]),
    },
  ])
  expect(await send('POST', 'rollback?dryRun=true', { toVersion: 1 })).toMatchObject([
    409,
    { code: 'EXPERIMENT_RUNNING' },
  ])
  expect(await status()).toBe('running')
})

it('stops it with the rollback where that is asked for, and leaves everything to be edited', async () => {
  const [rolled, { version }] = await send('POST', 'rollback', {
    toVersion: 1,
    endExperiments: true,
  })
  expect(rolled).toBe(200)
  expect(await status()).toBe('stopped')
  const [, audit] = await send('GET', 'audit?limit=1')
  expect(audit).toMatchObject({
    items: [
      {
        action: 'ruleset.rollback',
        after: { version, experiments: { words: { run: { status: 'stopped' } } } },
      },
    ],
  })
  for (const enabled of [false, true]) {
    expect(await send('PATCH', 'flags/gate', { enabled })).toMatchObject([200, {}])
  }
  const pulled = (await send('GET', 'ruleset'))[1] as object
  expect((await putRuleset(service, pulled)).status).toBe(200)
  // As a file has it that spells defaults out.
  const { words } = QUESTION.experiments
  const file = { ...pulled, experiments: { words: { ...words, alpha: 0.05 } } }
  expect((await putRuleset(service, file)).status).toBe(200)
  const edited = { ...pulled, experiments: { words: { ...words, weeks: 3 } } }
  expect((await putRuleset(service, edited)).status).toBe(409)
})

it('is ended without its rule, and goes to the archive with the reason', async () => {
  await send('POST', 'rollback', { toVersion: 1, endExperiments: true })
  const decide = (decision: string) =>
    send('POST', 'experiments/words/decide', { decision, reason: 'The flag is gone.' })
  expect(await decide('roll_back')).toMatchObject([
    409,
    { code: 'EXPERIMENT_WITHOUT_RULE', detail: expect.stringContaining('decide words --end') },
  ])
  expect((await decide('end'))[0]).toBe(200)
  expect(await send('GET', 'experiment-archive/words')).toMatchObject([
    200,
    { decision: 'end', reason: 'The flag is gone.' },
  ])
})

it('blocks no edit of others where it runs without its rule already, and is still to be ended', async () => {
  await loseRule()
  expect((await send('PATCH', 'flags/gate', { enabled: false }))[0]).toBe(200)
  expect((await send('PATCH', 'flags/gate', { enabled: true }))[0]).toBe(200)
  expect((await send('PATCH', 'flags/gate', { title: 'Gate' }))[0]).toBe(200)
  expect((await send('POST', 'rollback', { toVersion: 2, flag: 'gate' }))[0]).toBe(200)
  expect((await putRuleset(service, (await send('GET', 'ruleset'))[1])).status).toBe(200)
  expect(await status()).toBe('running')
  const end = { decision: 'end', reason: 'Its rule is gone.' }
  expect((await send('POST', 'experiments/words/decide', end))[0]).toBe(200)
})

it('is there after a restart, though its rule is not', async () => {
  await loseRule()
  await service.close()
  service = await startTestService({ dataDir })
  expect(await status()).toBe('running')
  expect((await send('PATCH', 'flags/gate', { title: 'Gate' }))[0]).toBe(200)
  expect(await status()).toBe('running')
})

it('does not hide the faults of an edit behind those that were there', async () => {
  await loseRule()
  expect(await send('PATCH', 'flags/gate', { defaultVariant: 'onn' })).toMatchObject([
    422,
    { code: 'INVALID_RULESET', detail: expect.stringContaining('$.flags.gate.defaultVariant') },
  ])
  await send('PATCH', 'flags/cta', { rules: cta.rules })
  expect(await send('PATCH', 'flags/cta', { rules: [] })).toMatchObject([
    422,
    { code: 'INVALID_RULESET', detail: expect.stringContaining('has no rule "halves"') },
  ])
})
