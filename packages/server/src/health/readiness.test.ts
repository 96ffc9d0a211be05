import { expect, it } from 'vitest'
import { readinessOf } from './readiness.ts'

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
