import { afterEach, beforeEach, expect, it } from 'vitest'
import { HANDFUL } from './handful.ts'
import { measureBy } from './measure-rollout.ts'
import {
  MINUTE_MS,
  PLAN,
  startRolloutService,
  type RolloutService,
} from './testing/rollout-service.ts'
import { sendExposures, type Met } from './testing/send-exposures.ts'

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
  const { events, store, clock } = service
  const prometheus = async (): Promise<undefined> => undefined
  service.measures(measureBy({ events: events.keeper.store, prometheus, floods: store.floods }))
  clock.jump(-2 * MINUTE_MS)
})
afterEach(async () => service.close())

const [OF_CRASHES] = PLAN.guardrails
const planOf = (metric: string) => ({
  ...PLAN,
  guardrails: [{ ...OF_CRASHES!, metric, test: 'asymptotic_cs' as const }],
})

function people(
  name: string,
  count: number,
  variant: 'on' | 'off',
  errorsOf: (n: number) => readonly number[],
): Met[] {
  const { allocationVersion = 0 } = service.store.live.get('shop')!.ruleset.flags['checkout']!
  return Array.from({ length: count }, (_, n) => ({
    unit: `${name}-${variant}-${n}`,
    variant,
    rule: 'split',
    allocationVersion,
    errors: errorsOf(n),
  }))
}

/** Every tenth has an error, of one of two sizes. */
const usual = (n: number): readonly number[] => (n % 10 === 0 ? [1 + (n % 4)] : [])
const real = (): Met[] => [...people('p', 300, 'off', usual), ...people('p', 300, 'on', usual)]

it.each(['errors', 'error_size'])(
  'rolls nothing back by a handful of people who make up %s, and does once somebody says that they are real',
  async (metric) => {
    const id = await service.begun(planOf(metric))
    await sendExposures(service, real(), 'client')
    await sendExposures(
      service,
      people('made', HANDFUL, 'on', () => [1e6]),
      'client',
    )
    await service.ticks(3)
    const { last, ...shown } = await service.show(id)
    expect(last).toMatchObject({
      outcome: 'no_data',
      rule: expect.stringMatching(
        new RegExp(`^The data is suspect: ${metric} is worse by no more than \\d\\d units: `),
      ),
    })
    expect(shown).toMatchObject({
      state: 'running',
      step: { name: 'canary' },
      waitsFor: 'person',
      alarm: expect.stringContaining('Somebody may have made them up'),
    })
    await service.act(id, { action: 'pause' })
    await service.act(id, { action: 'resume', reason: 'They are real' })
    await service.ticks(1)
    expect(await service.show(id)).toMatchObject({ state: 'verifying' })
  },
)

it.each([1, 10, 15, HANDFUL])(
  'is not kept from a harm by %d people who make up worse with the control, and opens nothing',
  async (count) => {
    const id = await service.begun(planOf('errors'))
    await sendExposures(service, people('p', 400, 'off', usual), 'client')
    const harmed = people('p', 400, 'on', (n) => [5 + (n % 3)])
    await sendExposures(service, harmed, 'client')
    const made = people('made', count, 'off', () => [1e6])
    await sendExposures(service, made, 'client')
    await service.ticks(3)
    const { last, ...shown } = await service.show(id)
    expect(last.rule).toContain(
      `The data is suspect: errors is not shown to be worse by no more than ${count} units`,
    )
    expect(shown).toMatchObject({ state: 'running', step: { name: 'canary' }, waitsFor: 'person' })
  },
)

it('rolls nothing back by a handful who make up what is good with the control', async () => {
  const id = await service.begun(planOf('errors'))
  await sendExposures(service, real(), 'client')
  const made = people('made', HANDFUL, 'off', () => [-1e6])
  await sendExposures(service, made, 'client')
  await service.ticks(3)
  const { last, ...shown } = await service.show(id)
  expect(last.rule).toMatch(/^The data is suspect: errors is worse by no more than \d\d units/)
  expect(shown).toMatchObject({ state: 'running', waitsFor: 'person' })
})

it('goes on by what everybody shows, whatever a few of them add', async () => {
  const id = await service.begun(planOf('errors'))
  const wild = (n: number): readonly number[] => (n % 100 === 0 ? [500 + n] : usual(n))
  await sendExposures(service, people('p', 400, 'off', wild), 'client')
  await sendExposures(service, people('p', 400, 'on', wild), 'client')
  await service.ticks(2)
  expect((await service.show(id)).last.rule).not.toContain('suspect')
})

it('rolls back at the next look by a harm that many have', async () => {
  const id = await service.begun(planOf('errors'))
  await service.ticks(1)
  await sendExposures(service, real(), 'client')
  const harmed = people('harmed', 3 * HANDFUL, 'on', (n) => [20 + (n % 5)])
  await sendExposures(service, harmed, 'client')
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ state: 'verifying' })
})

it('needs more than a handful whom it harms, and no more than one more', async () => {
  const id = await service.begun(planOf('errors'))
  await service.ticks(1)
  const nobody = (): readonly number[] => []
  await sendExposures(service, people('p', 280, 'off', nobody), 'client')
  await sendExposures(service, people('p', 260, 'on', nobody), 'client')
  await sendExposures(
    service,
    people('harmed', HANDFUL, 'on', () => [1]),
    'client',
  )
  await service.ticks(1)
  expect((await service.show(id)).last.rule).toContain('The data is suspect: errors is worse')
  await sendExposures(
    service,
    people('another', 1, 'on', () => [1]),
    'client',
  )
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ state: 'verifying' })
})

it('believes at once what servers send', async () => {
  const id = await service.begun(planOf('errors_of_servers'))
  await service.ticks(1)
  await sendExposures(service, real())
  await sendExposures(
    service,
    people('few', HANDFUL, 'on', () => [1e6]),
  )
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ state: 'verifying' })
})
