import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestService } from '../api/test-service.ts'
import { SERVICE_ACTOR } from '../audit/actor.ts'
import { readinessOf } from '../health/readiness.ts'
import { silentLogger, type Logger } from '../http/logger.ts'
import { changeRuleset } from '../rulesets/change-ruleset.ts'
import { openStore } from './open-store.ts'
import { seedFolder, type SeededFolder } from './testing/seeded-folder.ts'

let folder: SeededFolder
let dataDir: string
beforeEach(async () => {
  folder = await seedFolder()
  dataDir = folder.dataDir
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

describe('a stored flag that this release cannot read', () => {
  beforeEach(() => {
    folder.edit(
      'drop trigger ruleset_versions_keep_rows',
      `update ruleset_versions set ruleset = json_set(ruleset, '$.flags.a.variants', 'broken') where environment = 'shop' and version = 2`,
    )
  })

  it('is left out and told, while the others are served', async () => {
    const error = vi.fn<Logger['error']>()
    const store = await openStore({ dataDir, logger: { ...silentLogger, error } })
    expect(store.live.get('shop')?.compiled.keys).toEqual(['b'])
    expect(store.health().quarantinedFlags).toBe(1)
    expect(error).toHaveBeenCalledWith(
      expect.objectContaining({ environment: 'shop' }),
      'a stored flag is quarantined',
    )
    await store.close()
  })

  it('is not lost when another flag changes', async () => {
    const service = await startTestService({ dataDir })
    expect(
      (await service.send('PATCH', '/v1/environments/shop/flags/b', { body: { enabled: false } }))
        .status,
    ).toBe(200)
    const { ruleset } = await service.store.read(async (db) =>
      db
        .selectFrom('ruleset_versions')
        .select('ruleset')
        .where('environment', '=', 'shop')
        .where('version', '=', 3)
        .executeTakeFirstOrThrow(),
    )
    expect(JSON.parse(ruleset)).toMatchObject({
      flags: { a: { variants: 'broken' }, b: { enabled: false } },
    })
    expect(service.store.live.get('shop')?.compiled.keys).toEqual(['b'])
    await service.close()
  })
})

describe('a current ruleset that cannot be read', () => {
  const PATH = '/v1/environments/shop'
  const damage = (where = 'version = 2'): void =>
    folder.edit(
      'drop trigger ruleset_versions_keep_rows',
      `update ruleset_versions set ruleset = '{bad' where environment = 'shop' and ${where}`,
    )
  const code = async (answer: Response) => ({
    status: answer.status,
    code: ((await answer.json()) as { code?: string }).code,
  })

  it('makes the service degraded until a version that can be read is made', async () => {
    damage()
    const service = await startTestService({ dataDir })
    const causes = () => readinessOf(service.store.health(), false).causes
    expect(causes()).toEqual(['ruleset_differs', 'ruleset_unreadable'])
    const off = await service.send('PATCH', `${PATH}/flags/a`, { body: { enabled: false } })
    expect(await off.json()).toMatchObject({ version: 3, previousVersion: 2 })
    expect(service.store.live.get('shop')?.ruleset.flags['a']?.enabled).toBe(false)
    expect(causes()).not.toContain('ruleset_unreadable')
    await service.store.verifyAudit()
    expect(causes()).toEqual([])
    await service.close()
    const again = await openStore({ dataDir, logger: silentLogger })
    expect(again.live.get('shop')?.ruleset).toMatchObject({
      version: 3,
      flags: { a: { enabled: false }, b: { enabled: true } },
    })
    await again.close()
  })

  it('can be rolled back to a version that can be read', async () => {
    damage()
    const service = await startTestService({ dataDir })
    const back = await service.send('POST', `${PATH}/rollback`, { body: { toVersion: 1 } })
    expect(await back.json()).toMatchObject({ version: 3 })
    expect(service.store.live.get('shop')?.compiled.keys).toEqual(['a'])
    await service.close()
  })

  it('gets a readable successor even from a change that changes nothing', async () => {
    damage()
    const service = await startTestService({ dataDir })
    const same = await service.send('PATCH', `${PATH}/flags/a`, { body: { enabled: true } })
    expect(await same.json()).toMatchObject({ version: 3, changes: [] })
    await service.close()
  })

  it('is refused with a code where it is asked for by its number', async () => {
    damage('version = 1')
    const service = await startTestService({ dataDir })
    const refusals = [
      service.send('POST', `${PATH}/rollback`, { body: { toVersion: 1 } }),
      service.send('POST', '/v1/explain', {
        body: { environment: 'shop', version: 1, context: {} },
      }),
    ]
    for (const refused of await Promise.all(refusals))
      expect(await code(refused)).toEqual({ status: 503, code: 'RULESET_UNREADABLE' })
    await service.close()
  })

  it('is refused with a code when nothing is served in its place', async () => {
    damage()
    rmSync(join(dataDir, 'snapshots', 'environment.shop.json'))
    const store = await openStore({ dataDir, logger: silentLogger })
    const change = store.write(async (unit) =>
      changeRuleset(store, unit, {
        environment: 'shop',
        actor: SERVICE_ACTOR,
        action: 'ruleset.replace',
        subject: null,
        reason: null,
        expectedVersion: undefined,
        checksNewFlags: true,
        propose: (current) => ({ next: current }),
      }),
    )
    await expect(change).rejects.toMatchObject({ status: 503, code: 'RULESET_UNREADABLE' })
    await store.close()
  })
})

it('serves an environment whose settings cannot be read from its snapshot', async () => {
  folder.edit(`update environments set settings = '{bad' where key = 'shop'`)
  const service = await startTestService({ dataDir })
  expect(service.store.live.get('shop')?.compiled.keys).toEqual(['a', 'b'])
  expect(service.store.health()).toMatchObject({ unreadableRulesets: true })
  const refused = await service.send('PATCH', '/v1/environments/shop/flags/a', {
    body: { enabled: false },
  })
  expect(refused.status).toBe(503)
  expect(await refused.json()).toMatchObject({ code: 'SETTINGS_UNREADABLE' })
  await service.close()
})

it('serves the last snapshot of a ruleset that cannot be read at all', async () => {
  folder.edit(
    'drop trigger ruleset_versions_keep_rows',
    `update ruleset_versions set ruleset = '{' where environment = 'shop'`,
  )
  const store = await openStore({ dataDir, logger: silentLogger })
  expect(store.live.get('shop')?.compiled.keys).toEqual(['a', 'b'])
  await store.close()
})
