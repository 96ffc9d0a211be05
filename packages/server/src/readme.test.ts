import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from './api/test-service.ts'
import { may } from './auth/permissions.ts'
import { ROLES, type Principal } from './auth/principal.ts'
import { DEFAULT_LIMITS } from './service/limits.ts'

import { startService } from './index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const before = process.cwd()
let folder: string
let evaluation: unknown
beforeAll(async () => {
  folder = temporaryFolder()
  process.chdir(folder)
  evaluation = await example()
})
afterAll(() => {
  process.chdir(before)
  rmSync(folder, { recursive: true, force: true })
})

async function example(): Promise<unknown> {
  const service = await startService({
    dataDir: './sluice-data',
    mode: 'development',
    port: 0,
    seed: {
      environment: 'development',
      document: { schemaVersion: 1, flags: { 'new-checkout': { enabled: false } } },
    },
  })

  const answer = await fetch(`${service.url}/ofrep/v1/evaluate/flags/new-checkout`, {
    method: 'POST',
    headers: { Authorization: 'Bearer sluice_client_demo', 'Content-Type': 'application/json' },
    body: JSON.stringify({ context: { targetingKey: 'ada' } }),
  })
  const evaluation: unknown = await answer.json()
  // { key: 'new-checkout', value: false, variant: 'off', reason: 'DISABLED', metadata: … }

  await service.close()
  return evaluation
}

/** The cells of the table rows of a section. */
function rowsOf(heading: string): string[][] {
  const section = readme.split(/^## /m).find((text) => text.startsWith(heading)) ?? ''
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

const namesIn = (cell: string): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

it('serves what its example says', () => {
  expect(evaluation).toMatchObject({
    key: 'new-checkout',
    value: false,
    variant: 'off',
    reason: 'DISABLED',
  })
})

it('names every file of the data folder, and says who may read them', () => {
  const named = rowsOf('The data folder')
    .flatMap(([cell = '']) => namesIn(cell))
    .flatMap((name) => (name.startsWith('-') ? [`sluice.db${name}`] : [name.replace(/\/$/, '')]))
  const dataDir = join(folder, 'sluice-data')
  const found = readdirSync(dataDir)
  expect(found.filter((name) => !named.includes(name))).toEqual([])
  expect(statSync(dataDir).mode & 0o077).toBe(0)
})

it('names the limits as they are', () => {
  const [cell = ''] = rowsOf('Run it in production')
    .filter(([option = '']) => option === '`limits`')
    .map((cells) => cells[2] ?? '')
  const [streams, connections] = [...cell.matchAll(/\d[\d,]*/g)].map(([figure]) =>
    Number(figure.replaceAll(',', '')),
  )
  expect([streams, connections]).toEqual([DEFAULT_LIMITS.maxStreams, DEFAULT_LIMITS.maxConnections])
})

describe('the table of who may do what', () => {
  const principals: Record<string, Principal> = {
    'client key': { kind: 'client_key', id: '1', name: 'x', environment: 'shop' },
    'ingest key': { kind: 'ingest_key', id: '4', name: 'x', environment: 'shop' },
    'server key': { kind: 'server_key', id: '2', name: 'x', environment: 'shop' },
    ...Object.fromEntries(
      ROLES.map((role) => [role, { kind: 'token', id: '3', name: 'x', role }] as const),
    ),
  }
  const columns = [
    'values:read',
    'rules:read',
    'ruleset:edit',
    'flag:turn-off',
    'keys:manage',
    'audit:read',
    'events:write',
    'events:read',
    'events:erase',
  ] as const
  const rows = rowsOf('Who may do what').flatMap(([who = '', ...cells]) =>
    (namesIn(who).length > 0 ? namesIn(who) : [who]).map((name) => ({ name, cells })),
  )

  it.each(Object.keys(principals))('has the row of %s as it is', (name) => {
    const cells = rows.find((row) => row.name === name)?.cells ?? []
    const expected = columns.map((permission) => {
      const [open, guarded] = [false, true].map((isProtected) =>
        may(principals[name], permission, { environment: 'shop', protected: isProtected }),
      )
      if (open === guarded) return open === true
      return 'unprotected'
    })
    expect(cells.map((cell) => (cell === 'unprotected' ? cell : cell !== ''))).toEqual(expected)
  })
})

describe('the codes', () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/test/.test(name))
    .map((name) => ({
      text: readFileSync(join(import.meta.dirname, name), 'utf8'),
      // What is thrown there is answered in OpenFeature's shapes, with statuses of that protocol.
      isOfrep: /^(?:ofrep|stream)\b/.test(name),
    }))
  const section = readme.split(/^## /m).find((text) => text.startsWith('Codes')) ?? ''
  const [told = ''] = section.match(/Under `\/ofrep`[^:]+: (.+)/) ?? []
  const named = [...rowsOf('Codes').flatMap(([cell = '']) => namesIn(cell)), ...namesIn(told)]
  // Thrown by the package that parses.
  const OF_CORE = ['INVALID_RULESET', 'RULESET_TOO_LARGE']
  const thrown = sources.flatMap(({ text: source }) =>
    [
      ...source.matchAll(/new (?:Sluice|Http)Error\(\s*'([A-Z_]+)'/g),
      ...source.matchAll(/\bframe\('([A-Z_]+)'/g),
      ...source.matchAll(/^const CODE = '([A-Z_]+)'/gm),
    ].map(([, code = '']) => code),
  )

  it('are those that the sources throw, each with what to do', () => {
    expect(thrown.length).toBeGreaterThan(60)
    const codes = named.filter((name) => /^[A-Z_]+$/.test(name))
    expect(new Set(codes)).toEqual(new Set([...thrown, ...OF_CORE]))
    expect(codes.length).toBe(new Set(codes).size)
  })

  it('have the statuses that they are thrown with', () => {
    const statuses = new Map<string, Set<string>>()
    for (const { text } of sources.filter(({ isOfrep }) => !isOfrep)) {
      for (const part of text.split(/new (?=HttpError\()/).slice(1)) {
        const [, code = '', status = ''] =
          /^HttpError\(\s*'([A-Z_]+)'.*?status: (\d{3})/s.exec(part) ?? []
        if (code !== '') statuses.set(code, (statuses.get(code) ?? new Set()).add(status))
      }
    }
    expect(statuses.size).toBeGreaterThan(30)
    const rows = rowsOf('Codes').filter((cells) => cells.length === 3)
    const wrong = rows.flatMap(([cell = '', listed = '']) =>
      namesIn(cell).filter((code) =>
        [...(statuses.get(code) ?? [])].some((status) => !listed.includes(status)),
      ),
    )
    expect(wrong).toEqual([])
  })
})
