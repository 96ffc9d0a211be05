import { describe, expect, it } from 'vitest'
import { of, plan } from '../../test/label-experiment.ts'
import { analyze } from './analyze.ts'

describe('notes', () => {
  it('come with every verdict that ends an experiment, and with no other', () => {
    expect(analyze(plan, of(850)).notes).toHaveLength(1)
    expect(analyze(plan, of(1200)).notes).toHaveLength(1)
    expect(analyze(plan, of(1000)).notes).toHaveLength(1)
    const stopping = { kind: 'always_valid' } as const
    expect(analyze({ ...plan, stopping }, of(1000)).notes).toEqual([])
  })

  it('name a single change', () => {
    const week = { ...of(1000), ranMs: 7 * 86_400_000 }
    const { notes } = analyze(plan, { ...week, registeredPlan: { ...plan, alpha: 0.01 } })
    expect(notes).toEqual(['The plan was changed after it was registered: alpha.'])
  })
})
