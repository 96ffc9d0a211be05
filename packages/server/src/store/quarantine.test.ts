import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestService } from '../api/test-service.ts'
import { silentLogger, type Logger } from '../http/logger.ts'
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

it('serves the last snapshot of a ruleset that cannot be read at all', async () => {
  folder.edit(
    'drop trigger ruleset_versions_keep_rows',
    `update ruleset_versions set ruleset = '{' where environment = 'shop'`,
  )
  const store = await openStore({ dataDir, logger: silentLogger })
  expect(store.live.get('shop')?.compiled.keys).toEqual(['a', 'b'])
  await store.close()
})
