import { describe, expect, it } from 'vitest'
import { of, plan } from '../../test/label-experiment.ts'
import { analyze } from './analyze.ts'

describe('units in several variants', () => {
  it('break the data from one in a hundred on', () => {
    const statusOf = (unitsInSeveralVariants: number): string =>
      analyze(plan, { ...of(1000), unitsInSeveralVariants }).health.status
    expect(statusOf(202)).toBe('good')
    expect(statusOf(203)).toBe('broken')
    const { health } = analyze(plan, { ...of(1000), unitsInSeveralVariants: 5000 })
    expect(health.severalVariants).toEqual({ units: 5000, share: 0.2 })
    const none = analyze(plan, of(1000)).health.severalVariants
    expect(none).toEqual({ units: 0, share: 0 })
  })
})
