import { describe, expect, it } from 'vitest'
import { of, plan } from '../../test/label-experiment.ts'
import { analyze } from './analyze.ts'

const looks = { kind: 'group_sequential', units: 20_000, fractions: [0.5, 1] } as const

describe('progress', () => {
  it('is at its end with the last look, and not before', () => {
    const last = analyze({ ...plan, stopping: looks }, of(1010))
    expect(last.progress).toEqual({
      units: 20_000,
      isEnded: true,
      mayDecide: true,
      isFirstDay: false,
      look: 1,
    })
    expect(last.verdict.decision).toBe('inconclusive')
    const first = analyze({ ...plan, stopping: { ...looks, units: 30_000 } }, of(1010))
    expect(first.progress).toEqual({
      units: 20_000,
      isEnded: false,
      mayDecide: true,
      isFirstDay: false,
      look: 0,
    })
    expect(first.verdict.decision).toBe('keep_running')
  })

  it('waits for the first look in words', () => {
    const { verdict } = analyze({ ...plan, stopping: { ...looks, units: 90_000 } }, of(1010))
    expect(verdict).toEqual({
      decision: 'keep_running',
      rule: 'The first look is at a fraction of 90000 units, and there are 20000.',
    })
  })
})
