import { expect, it, onTestFinished } from 'vitest'
import { startPlannedRun, type PlannedRun } from './testing/planned-run.ts'

const EXPERIMENT = '/v1/environments/shop/experiments/words'
const OVER = {
  decision: 'inconclusive',
  rule: 'Its time is over, and no treatment is clearly better or worse.',
}

/** One that may be read at any time, for a week, in which nothing is different. */
async function start(): Promise<PlannedRun> {
  const run = await startPlannedRun({ kind: 'always_valid' }, { words: { weeks: 1 } })
  onTestFinished(async () => run.close())
  return run
}

it('is inconclusive once its planned weeks are over, whether anybody stops it or not', async () => {
  const run = await start()
  await run.days(6.9)
  expect((await run.results()).verdict.decision).toBe('keep_running')
  await run.days(0.2)
  expect(await run.results()).toMatchObject({
    status: 'running',
    verdict: OVER,
    analysis: { progress: { isEnded: true } },
  })
})

it('is inconclusive when it was stopped, and goes to the archive as that', async () => {
  const run = await start()
  await run.days(3)
  expect((await run.send('POST', `${EXPERIMENT}/stop`)).status).toBe(200)
  expect(await run.results()).toMatchObject({ status: 'stopped', verdict: OVER })
  const body = { decision: 'end', reason: 'There is no difference.' }
  expect((await run.send('POST', `${EXPERIMENT}/decide`, { body })).status).toBe(200)
  expect(await run.results()).toMatchObject({ status: 'decided', verdict: OVER })
})

it('keeps what the numbers said where it is decided while it runs', async () => {
  const run = await start()
  await run.days(3)
  const body = { decision: 'end', reason: 'We need the place.' }
  expect((await run.send('POST', `${EXPERIMENT}/decide`, { body })).status).toBe(200)
  expect((await run.results()).verdict.decision).toBe('keep_running')
})

it('cannot tell when it was stopped on its first day', async () => {
  const run = await start()
  await run.days(0.5)
  expect((await run.send('POST', `${EXPERIMENT}/stop`)).status).toBe(200)
  await run.days(3)
  expect((await run.results()).verdict).toMatchObject({
    decision: 'cannot_tell',
    rule: 'It ended on its first day, on which nothing is read.',
  })
})
