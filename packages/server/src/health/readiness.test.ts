import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CAUSES, readinessOf } from './readiness.ts'

const WELL = { database: 'ok', quarantinedFlags: 0 } as const

it('is ready when nothing is wrong', () => {
  expect(readinessOf(WELL, false)).toEqual({ status: 'ready', causes: [] })
})

it('is degraded by each thing that is wrong, and names it without its details', () => {
  const auditFault = { kind: 'changed', seq: 7, message: 'secret detail' } as never
  expect(
    readinessOf(
      { database: 'unavailable', cause: 'secret detail', auditFault, quarantinedFlags: 2 },
      false,
    ),
  ).toEqual({
    status: 'degraded',
    causes: ['database_unavailable', 'audit_chain_broken', 'flags_quarantined'],
  })
  expect(readinessOf({ ...WELL, unreadableRulesets: true }, false)).toEqual({
    status: 'degraded',
    causes: ['ruleset_unreadable'],
  })
  expect(readinessOf({ ...WELL, reserveMissing: true }, false)).toEqual({
    status: 'degraded',
    causes: ['disk_reserve_missing'],
  })
  expect(readinessOf({ ...WELL, database: 'snapshot' }, false)).toEqual({
    status: 'degraded',
    causes: ['serving_from_snapshot'],
  })
})

it('is stopping whatever else it is', () => {
  expect(readinessOf({ ...WELL, quarantinedFlags: 1 }, true)).toEqual({
    status: 'stopping',
    causes: ['flags_quarantined'],
  })
})

it('has causes that are all told of on the page on deploying', () => {
  const page = readFileSync(new URL('../../../../docs/deploying.md', import.meta.url), 'utf8')
  const [, section = ''] = page.split('## What to watch')
  const [table = ''] = section.split('/metrics')
  const told = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, cause]) => cause)
  expect(new Set(told)).toEqual(new Set(CAUSES))
})
