import { describe, expect, it } from 'vitest'
import { of, plan } from '../../test/label-experiment.ts'
import { analyze } from './analyze.ts'
import type { AnalysisData } from './data.ts'

describe('losses', () => {
  it('are those between assignment and exposure, of all who were assigned', () => {
    const data = { ...of(1000), units: { control: 9900, short: 9700 }, metrics: {} }
    const assigned = { control: 10_000, short: 10_000 }
    expect(analyze(plan, { ...data, assigned }).health).toMatchObject({
      status: 'warning',
      losses: [{ of: 'exposure', variant: 'short', controlShare: 0.01, share: 0.03 }],
      diagnosis: [{ stage: 'log_processing' }],
    })
  })

  it('cannot be compared with a variant that has no units', () => {
    const data = { units: { control: 10_000 }, metrics: {}, missing: { bought: { control: 10 } } }
    expect(analyze(plan, data).health.losses).toEqual([])
    const assigned = { control: 10_010 }
    expect(analyze(plan, { ...data, missing: {}, assigned }).health.losses).toEqual([])
  })

  it('are none in a variant that nobody has counted', () => {
    const { losses } = analyze(plan, { ...of(1000), missing: { bought: { control: 100 } } }).health
    expect(losses).toMatchObject([{ controlShare: 0.01, share: 0, isDifferent: true }])
  })

  it('are a warning from a p of 0.001 on', () => {
    const missing = (short: number) => ({ bought: { control: 100, short } })
    const statusOf = (short: number): string =>
      analyze(plan, { ...of(1000), missing: missing(short) }).health.status
    // compareEventCounts has p of 0.0011 and of 0.0009 for 100 and so many.
    expect(statusOf(168)).toBe('good')
    expect(statusOf(169)).toBe('warning')
  })
})

it('says what speaks for the stage where units were lost', () => {
  const data = { ...of(1000), units: { control: 10_000, short: 9000 } }
  const evidenceOf = (given: AnalysisData): unknown => analyze(plan, given).health.diagnosis[0]
  expect(evidenceOf(data)).toMatchObject({ evidence: expect.stringContaining('are not known') })
  expect(evidenceOf({ ...data, assigned: { control: 10_000, short: 10_000 } })).toMatchObject({
    evidence: 'The assigned units divide as planned, the exposed ones do not.',
  })
})
