import { GRANT_HEADER } from '@sluice/core'
import { parseGrantAnswer } from '@sluice/core/grants'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { closedBook } from '../grants/grant-book.ts'
import { BULK, readBulk } from '../service/test-app.ts'
import { startTestService, temporaryFolder, type TestService } from '../service/test-service.ts'
import { countedVariants, exposureOf, sendEvents } from './testing/sent-events.ts'
import { createTestIntake, exposure } from './test-intake.ts'

const FLAG = { type: 'string', variants: { on: 'a', off: 'b' }, defaultVariant: 'off' }
const PEOPLE = { targetingKey: 'ada', anonymousKey: 'a1' }

async function start(dataDir: string): Promise<TestService> {
  const document = { schemaVersion: 1, flags: { cta: FLAG, other: FLAG } }
  return startTestService({ dataDir, seed: { environment: 'development', document } })
}

/** Shows somebody `cta` by a grant. */
async function showByGrant(service: TestService, context: object = PEOPLE): Promise<void> {
  const order = { environment: 'development', overrides: { cta: 'on' } }
  const { token } = (await (await service.admin('POST', '/v1/grants', order)).json()) as {
    token: string
  }
  const answer = await service.bulk(context, { [GRANT_HEADER]: token })
  expect(parseGrantAnswer(answer.headers.get(GRANT_HEADER))?.state).toBe('active')
}

it('counts nothing of what a grant forced, though the event hides it, before and after a restart', async () => {
  const dataDir = await temporaryFolder()
  const service = await start(dataDir)
  await showByGrant(service)
  const stripped = (units: object) => exposureOf({ units, flag: 'cta', variant: 'on' })
  await sendEvents(service.url, [
    stripped(PEOPLE),
    stripped({ targetingKey: 'ada' }),
    stripped({ anonymousKey: 'a1' }),
    stripped({ targetingKey: 'grace' }),
  ])
  expect(await countedVariants(service.url)).toEqual(new Map([['on', 1]]))
  await service.close()

  const again = await start(dataDir)
  await sendEvents(again.url, [stripped(PEOPLE)])
  expect(await countedVariants(again.url)).toEqual(new Map([['on', 1]]))
})

it('leaves out the flags of the grant alone, and the person alone', async () => {
  const service = await start(await temporaryFolder())
  await showByGrant(service, { ...PEOPLE, company: 'acme' })
  const units = { targetingKey: 'grace', company: 'acme' }
  await sendEvents(service.url, [exposureOf({ units, flag: 'cta', variant: 'on' })])
  const other = exposureOf({ units: PEOPLE, flag: 'other', variant: 'off' })
  await sendEvents(service.url, [other])
  const counts = await service.admin('GET', '/v1/environments/development/exposures')
  expect(((await counts.json()) as { items: unknown[] }).items).toMatchObject([
    { flag: 'cta', exposures: 1 },
    { flag: 'other', exposures: 1 },
  ])
})

it('keeps nothing of somebody who was erased', async () => {
  const dataDir = await temporaryFolder()
  const service = await start(dataDir)
  await showByGrant(service, { targetingKey: 'ada' })
  const usesIn = (): unknown[] => {
    const database = new DatabaseSync(join(dataDir, 'sluice.db'), { readOnly: true })
    const rows = database.prepare('select * from grant_uses').all()
    database.close()
    return rows
  }
  await expect.poll(usesIn).toHaveLength(1)
  const body = { unit: 'targetingKey', value: 'ada' }
  const erased = await service.admin('POST', '/v1/environments/development/erasures', body)
  expect(erased.status).toBe(200)
  expect(usesIn()).toEqual([])
})

it('marks a crash of what a grant forced', async () => {
  const app = createTestIntake({
    grants: {
      book: closedBook,
      uses: {
        record: () => undefined,
        forget: () => undefined,
        isForced: (_, units, flag) => flag === 'cta' && 'anonymousKey' in units,
      },
    },
  })
  const { id, units, session, sequence, at } = exposure()
  const crash = { id, units, session, sequence, at, type: 'crash', flag: 'cta', message: 'x' }
  await app.send([crash, exposure({ units: { targetingKey: 'ada' } })])
  expect(app.kept.map(({ refusedByGrant }) => refusedByGrant)).toEqual([true, undefined])
})

it('marks what was forced without a grant where only grants may, and tells clients of it', async () => {
  const app = createTestIntake()
  const overridable = async () => {
    const { flags } = await readBulk(await app.post(BULK, { context: {} }))
    return flags.map(({ metadata }) => metadata?.overridable)
  }
  const forced = () => exposure({ override: true, reason: 'OVERRIDE' })
  expect(await overridable()).toEqual([undefined])
  await app.send([forced()])
  app.publish('development', { schemaVersion: 1, flags: { cta: {} } }, { protected: true })
  expect(await overridable()).toEqual([false])
  await app.send([forced(), exposure()])
  expect(app.kept).toMatchObject([{ override: true }, { refusedByGrant: true }, {}])
  expect(app.kept.map(({ refusedByGrant }) => refusedByGrant)).toEqual([undefined, true, undefined])
})
