import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'
import { freezeResults } from './snapshots.ts'
import { comeAndGo, putRuleset, QUESTION } from './testing/people.ts'
import { twoDays } from './testing/two-days.ts'

const EXPERIMENT = '/v1/environments/shop/experiments/words'

async function json(answer: Response): Promise<Record<string, unknown>> {
  return (await answer.json()) as Record<string, unknown>
}

/** One in ten buys something, and of those with the warm button three in ten. */
const buysMore = (variant: string, index: number): number | undefined =>
  index % 10 < (variant === 'warm' ? 3 : 1) ? 20 + (index % 7) : undefined

describe('an experiment from its plan to its end', () => {
  let service: TestService
  const clock = twoDays()
  beforeAll(async () => {
    service = await startTestService({ now: clock.now })
    const put = await putRuleset(service, QUESTION)
    if (put.status !== 200) throw new Error(await put.text())
  })
  afterAll(async () => service.close())

  it('is not planned while nothing comes in for its metrics', async () => {
    const answer = await service.send('POST', `${EXPERIMENT}/plan`, { body: {} })
    expect(answer.status).toBe(422)
    expect(await json(answer)).toMatchObject({
      code: 'METRIC_WITHOUT_DATA',
      faults: [
        { path: '$.metrics.bought', message: expect.stringContaining('No "purchase" came in') },
        { path: '$.metrics.revenue' },
        { path: '$.metrics.spent75' },
        { path: '$.metrics.waited' },
      ],
    })
    const results = await service.send('GET', `${EXPERIMENT}/results`)
    expect([results.status, (await json(results))['code']]).toEqual([409, 'EXPERIMENT_STATE'])
  })

  it('is planned with a salt that leaves the variants alike, and the proof of it', async () => {
    await comeAndGo(service, 300, buysMore, { prefix: 'before' })
    const planned = await json(await service.send('POST', `${EXPERIMENT}/plan`, { body: {} }))
    expect(planned).toMatchObject({
      planHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      stored: true,
      planning: {
        traffic: { from: 'flag', share: 1 },
        balance: { candidates: 100, units: 300, covariates: ['country=FR', 'country=DE'] },
        warnings: [{ code: 'NO_MINIMUM_EFFECT' }],
      },
    })
    const { balance, salt } = planned['planning'] as {
      salt: string
      balance: { salt: string; imbalance: number; medianImbalance: number; worstImbalance: number }
    }
    expect(salt).toBe(balance.salt)
    expect(balance.imbalance).toBeLessThan(balance.medianImbalance)
    expect(balance.medianImbalance).toBeLessThan(balance.worstImbalance)
  })

  it('starts with the plan sealed, and counts who comes from then on', async () => {
    const started = await service.send('POST', `${EXPERIMENT}/start`)
    expect(started.status).toBe(200)
    const { plan, planHash, status } = await json(await service.send('GET', EXPERIMENT))
    expect([status, plan]).toMatchObject(['running', { experiment: 'words', flag: 'cta' }])
    const seen = await comeAndGo(service, 600, buysMore)
    const early = await json(
      await service.send('GET', `${EXPERIMENT}/results?include=sinceExposure`),
    )
    expect(early).toMatchObject({
      units: seen,
      verdict: { decision: 'keep_running', isGrey: false },
      progress: { isFirstDay: true, detectable: [{ lift: null }] },
      overTime: [],
      sinceExposure: [],
    })
    const { analysis, apart, unadjusted } = early
    expect(JSON.stringify([analysis, apart, unadjusted])).not.toMatch(
      /"(?:estimate|interval|logRank)"/,
    )
    const hasty = { decision: 'ship', variant: 'warm', reason: 'It looks good.' }
    const refused = await service.send('POST', `${EXPERIMENT}/decide`, { body: hasty })
    expect([refused.status, await json(refused)]).toMatchObject([
      409,
      { code: 'RESULTS_AGAINST', against: [{ code: 'FIRST_DAY' }] },
    ])
    clock.sleep()
    const results = await json(await service.send('GET', `${EXPERIMENT}/results`))
    expect(results).toMatchObject({
      status: 'running',
      progress: { isFirstDay: false },
      planHash,
      units: seen,
      verdict: { decision: 'ship', treatment: 'warm', isGrey: false, grey: [] },
      figures: [
        {
          metric: 'bought',
          role: 'primary',
          variants: [{ variant: 'plain' }, { variant: 'warm' }],
        },
        { metric: 'revenue', role: 'secondary' },
      ],
      apart: [
        { metric: 'spent75', kind: 'quantile', values: { plain: { n: expect.any(Number) } } },
        { metric: 'waited', kind: 'time_to_event', comparisons: [{ treatment: 'warm' }] },
      ],
      segments: [{ segment: 'country', hidden: 0 }],
    })
    const { queries } = results as { queries: { sql: string }[] }
    expect(queries[0]?.sql).toContain('from events where type =')
  })

  it('refuses to be changed by a document, and to be left out of one', async () => {
    const { words } = QUESTION.experiments
    const edited = { ...QUESTION, experiments: { words: { ...words, weeks: 1 } } }
    for (const document of [edited, { ...QUESTION, experiments: {} }]) {
      const answer = await putRuleset(service, document)
      expect([answer.status, (await json(answer))['code']]).toEqual([409, 'EXPERIMENT_SEALED'])
    }
    // As it was before the start, and as it was pulled, with the salt that the start gave its rule.
    const pulled = await json(await service.send('GET', '/v1/environments/shop/ruleset'))
    for (const document of [QUESTION, pulled]) {
      const answer = await putRuleset(service, document)
      expect([answer.status, (await json(answer))['changes']]).toEqual([200, []])
    }
  })

  it('does not count people who opted out, nor what they did before', async () => {
    const before = await json(await service.send('GET', `${EXPERIMENT}/results`))
    const seen = await comeAndGo(service, 40, buysMore, {
      context: () => ({ experimentsOptOut: true }),
    })
    expect(seen).toEqual({ plain: 40 })
    const after = await json(await service.send('GET', `${EXPERIMENT}/results`))
    const total = (results: typeof after): number =>
      Object.values(results['units'] as Record<string, number>).reduce((sum, n) => sum + n, 0)
    expect(total(before) - total(after)).toBe(40)
  })

  it('freezes results under an address that answers the same for good', async () => {
    const frozen = await service.send('POST', `${EXPERIMENT}/snapshots`, { as: 'qa' })
    expect(frozen.status).toBe(201)
    const { snapshot, units } = await json(frozen)
    const { href } = snapshot as { href: string }
    await comeAndGo(service, 30, buysMore, { prefix: 'late' })
    expect(await json(await service.send('GET', href, { as: 'viewer' }))).toMatchObject({ units })
    const now = await json(await service.send('GET', `${EXPERIMENT}/results`))
    expect(now['units']).not.toEqual(units)
    expect(now['snapshots']).toMatchObject([{ href }])
    expect(now['decided']).toBeNull()
  })

  it('calls frozen results frozen also when more were frozen since than the list has', async () => {
    const { snapshots } = await json(await service.send('GET', `${EXPERIMENT}/results`))
    const [first] = snapshots as { href: string; createdAt: string }[]
    await service.store.write(async ({ db }) => {
      for (let later = 1; later <= 50; later++) {
        await freezeResults(
          db,
          {},
          {
            environment: 'shop',
            experiment: 'words',
            createdAt: Date.parse(first?.createdAt ?? '') + later,
            createdBy: { kind: 'token', id: 'qa', name: 'qa', role: 'qa' },
          },
        )
      }
    })
    const frozen = await json(await service.send('GET', first?.href ?? ''))
    expect(frozen['snapshots']).not.toContainEqual(first)
    expect(frozen['snapshot']).toEqual(first)
  })

  it('ships the winner to everybody, and stays in the archive with what it taught', async () => {
    const body = { decision: 'ship', reason: 'It sells.', learned: 'People like people.' }
    const empty = { ...body, learned: '' }
    expect((await service.send('POST', `${EXPERIMENT}/decide`, { body: empty })).status).toBe(422)
    const decided = await service.send('POST', `${EXPERIMENT}/decide`, { body })
    expect(decided.status).toBe(200)
    expect(await comeAndGo(service, 20, () => undefined, { prefix: 'then' })).toEqual({ warm: 20 })
    const found = await json(
      await service.send('GET', '/v1/environments/shop/experiment-archive?search=like+BUTTON'),
    )
    expect(found).toMatchObject({
      items: [
        {
          key: 'words',
          decision: 'ship',
          variant: 'warm',
          reason: 'It sells.',
          learned: 'People like people.',
          against: [],
          numbers: [{ metric: 'bought', finding: 'better' }],
        },
      ],
    })
    const of = async (search: string): Promise<unknown> => {
      const path = `/v1/environments/shop/experiment-archive?search=${search}`
      const { items } = await json(await service.send('GET', path))
      return (items as readonly object[]).length
    }
    const counts = ['shipped', 'ship+warm', 'rolled+back', 'ended'].map(of)
    expect(await Promise.all(counts)).toEqual([1, 1, 0, 0])
    const path = '/v1/environments/shop/experiment-archive/words'
    const blank = await service.send('PATCH', path, { body: { learned: '  ' } })
    expect(blank.status).toBe(422)
    const none = await json(
      await service.send('GET', '/v1/environments/shop/experiment-archive?search=nothing%25'),
    )
    expect(none['items']).toEqual([])
    const results = await json(await service.send('GET', `${EXPERIMENT}/results`))
    expect(results).toMatchObject({
      status: 'decided',
      verdict: { decision: 'ship', isGrey: false, grey: [] },
      edits: [],
      decided: {
        decision: 'ship',
        variant: 'warm',
        reason: 'It sells.',
        decidedAt: expect.any(String),
        decidedBy: { kind: expect.any(String) },
        learned: 'People like people.',
        against: [],
      },
    })
  })

  it('does not give its key to another, whose draft would hide it', async () => {
    const current = await service.send('GET', '/v1/environments/shop/ruleset')
    for (const query of ['', '?dryRun=true']) {
      const put = await service.send('PUT', `/v1/environments/shop/ruleset${query}`, {
        body: QUESTION,
        headers: { 'If-Match': current.headers.get('ETag') ?? '' },
      })
      expect([put.status, await json(put)]).toMatchObject([
        409,
        {
          code: 'EXPERIMENT_EXISTS',
          detail: expect.stringContaining('Take it out of the document'),
          faults: [{ path: '$.experiments["words"]' }],
        },
      ])
    }
    const { experiments: _decided, ...rest } = QUESTION
    expect((await putRuleset(service, rest)).status).toBe(200)
    expect(await json(await service.send('GET', `${EXPERIMENT}/results`))).toMatchObject({
      status: 'decided',
    })
  })

  it('leaves every step in the audit log', async () => {
    const audit = await json(await service.send('GET', '/v1/environments/shop/audit?limit=200'))
    const actions = (audit['items'] as readonly { action: string }[]).map(({ action }) => action)
    for (const step of ['plan', 'start', 'snapshot', 'decide']) {
      expect(actions).toContain(`experiment.${step}`)
    }
    expect(await json(await service.send('GET', '/v1/audit/verify'))).toMatchObject({ whole: true })
  })
})

it('seals how a metric with a covariate is tested, and tells it without as well', async () => {
  const clock = twoDays()
  const service = await startTestService({ now: clock.now })
  onTestFinished(async () => service.close())
  const { words } = QUESTION.experiments
  const bought = { ...QUESTION.metrics.bought, covariateMs: 86_400_000 }
  await putRuleset(service, {
    ...QUESTION,
    metrics: { ...QUESTION.metrics, bought },
    experiments: { words: { ...words, secondary: ['revenue'] } },
  })
  // They bought before, some of them, and come again.
  await comeAndGo(service, 300, buysMore)
  await service.send('POST', `${EXPERIMENT}/plan`, { body: {} })
  expect((await service.send('POST', `${EXPERIMENT}/start`)).status).toBe(200)
  await comeAndGo(service, 300, buysMore)
  clock.sleep()
  const results = await json(await service.send('GET', `${EXPERIMENT}/results`))
  expect(results).toMatchObject({
    plan: {
      primary: [{ key: 'bought', kind: 'mean', test: 'cuped' }],
      secondary: [{ key: 'revenue', kind: 'mean' }],
    },
    analysis: { primary: [{ metric: 'bought', difference: { estimate: expect.any(Number) } }] },
    unadjusted: [{ metric: 'bought', difference: { estimate: expect.any(Number) } }],
  })
  const { analysis, unadjusted } = results as {
    analysis: { planChanges: unknown[]; primary: { difference: { standardError: number } }[] }
    unadjusted: { difference: { standardError: number } }[]
  }
  expect(analysis.planChanges).toEqual([])
  expect(analysis.primary[0]?.difference.standardError).not.toBe(
    unadjusted[0]?.difference.standardError,
  )
})
