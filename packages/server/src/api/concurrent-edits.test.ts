import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestService, type TestService } from './test-service.ts'

const EDITS = 200

let service: TestService
beforeEach(async () => {
  service = await startTestService()
  const body = { schemaVersion: 1, flags: { a: {} } }
  await service.send('PUT', '/v1/environments/shop/ruleset', {
    body,
    headers: { 'If-Match': '"0"' },
  })
})
afterEach(async () => service.close())

async function edit(title: string, version?: number): Promise<number> {
  const headers = version === undefined ? {} : { 'If-Match': `"${version}"` }
  const answer = await service.send('PATCH', '/v1/environments/shop/flags/a', {
    body: { title },
    headers,
  })
  return answer.status
}

async function stored(): Promise<{ version: number; versions: number[]; entries: number }> {
  return service.store.read(async (db) => {
    const environment = await db
      .selectFrom('environments')
      .select('version')
      .where('key', '=', 'shop')
      .executeTakeFirstOrThrow()
    const rows = await db
      .selectFrom('ruleset_versions')
      .select('version')
      .where('environment', '=', 'shop')
      .orderBy('version')
      .execute()
    const audit = await db
      .selectFrom('audit')
      .select('entry')
      .where('environment', '=', 'shop')
      .execute()
    const entries = audit.filter(({ entry }) => entry.includes('"action":"flag.change"')).length
    return { version: environment.version, versions: rows.map((row) => row.version), entries }
  })
}

it('applies each of 200 edits at once, or refuses it as stale: versions, successes and audit entries agree', async () => {
  const seen = (i: number): number => 1 + (i % 40)
  const statuses = await Promise.all(
    Array.from({ length: EDITS }, async (_, i) => edit(`${i}`, seen(i))),
  )
  const successes = statuses.filter((status) => status === 200).length
  expect(new Set(statuses)).toEqual(new Set([200, 412]))
  const { version, versions, entries } = await stored()
  expect(version).toBe(1 + successes)
  expect(versions).toEqual(Array.from({ length: version + 1 }, (_, i) => i))
  expect(entries).toBe(successes)
  expect(service.store.live.get('shop')?.ruleset.version).toBe(version)
  expect(await service.store.verifyAudit()).toMatchObject({ whole: true })
})

it('applies all of 200 edits at once that ask for no version', async () => {
  const statuses = await Promise.all(Array.from({ length: EDITS }, async (_, i) => edit(`${i}`)))
  expect(new Set(statuses)).toEqual(new Set([200]))
  expect(await stored()).toMatchObject({ version: 1 + EDITS, entries: EDITS })
  expect(await service.store.verifyAudit()).toMatchObject({ whole: true })
})
