import { describe, expect, it } from 'vitest'
import { bought, of, ofThree, plan, rate, three } from '../../test/label-experiment.ts'
import { analyze } from './analyze.ts'

describe('the treatment that is shipped', () => {
  it('is the one with the least doubt, wherever it stands', () => {
    expect(analyze(three, ofThree(580, 650)).verdict).toMatchObject({
      decision: 'ship',
      treatment: 'long',
    })
    expect(analyze(three, ofThree(650, 580)).verdict.treatment).toBe('short')
  })

  it('is rolled back only when all are worse', () => {
    expect(analyze(three, ofThree(400, 500)).verdict.decision).toBe('inconclusive')
    expect(analyze(three, ofThree(400, 390)).verdict).toMatchObject({
      decision: 'roll_back',
      treatment: 'short',
      rule: '"short" is worse in bought.',
    })
  })

  it('is not better in one primary metric and worse in another', () => {
    const paid = { ...bought, key: 'paid' }
    const { metrics, units } = of(1200)
    const data = { units, metrics: { ...metrics, paid: { control: rate(900), short: rate(700) } } }
    expect(analyze({ ...plan, primary: [bought, paid] }, data).verdict.decision).toBe('roll_back')
  })
})
