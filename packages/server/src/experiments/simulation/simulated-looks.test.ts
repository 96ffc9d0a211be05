import { expect, it, onTestFinished } from 'vitest'
import { startTestService } from '../../api/test-service.ts'
import { silentLogger } from '../../http/logger.ts'
import { createFakeClock } from '../../live/fake-clock.ts'
import { startLooks } from '../looks/start-looks.ts'
import { putRuleset, QUESTION } from '../testing/people.ts'

const ADDRESS = '/v1/environments/shop/experiments/words'
const PEOPLE = {
  days: 9,
  unitsPerDay: 120,
  seed: 3,
  outcomes: { purchase: { rate: 0.2, lift: { warm: 0.4 }, value: 20, afterDays: 1 } },
}

interface Shown {
  readonly analysis: { readonly primary: readonly object[] }
  readonly verdict: object
  readonly looks: { readonly taken: readonly object[] } | null
}

it.each([
  ['at any time', { kind: 'always_valid' }, 9],
  ['at planned looks', { kind: 'group_sequential', units: 1000, fractions: [0.5, 1] }, 2],
])(
  'reads a simulation %s in the same way from the first moment on',
  async (_title, stopping, kept) => {
    const clock = createFakeClock(Date.now())
    const service = await startTestService({ simulations: true, now: () => clock.now() })
    onTestFinished(async () => service.close())
    const { words } = QUESTION.experiments
    await putRuleset(service, {
      ...QUESTION,
      experiments: { words: { ...words, covariates: [], stopping } },
    })
    const simulated = await service.send('POST', `${ADDRESS}/simulate`, { body: PEOPLE })
    expect(simulated.status).toBe(200)
    const read = async (): Promise<Shown> =>
      (await service.send('GET', `${ADDRESS}/results`)).json() as Promise<Shown>
    const first = await read()
    const stored = async () =>
      service.store.read(async (db) => db.selectFrom('experiment_looks').selectAll().execute())
    expect(await stored()).toHaveLength(kept)
    const taker = startLooks({
      store: service.store,
      events: service.events.keeper.store,
      prometheus: async () => Promise.reject(new Error('There is no Prometheus.')),
      clock,
      logger: silentLogger,
      holder: 'a test',
      isGone: () => false,
    })
    onTestFinished(async () => taker.close())
    clock.advance(11 * 60_000)
    await taker.pulse()
    const later = await read()
    expect([later.analysis.primary, later.verdict, later.looks]).toEqual([
      first.analysis.primary,
      first.verdict,
      first.looks,
    ])
  },
)
