import { checkCount } from '../input/check.ts'
import { checkRecord } from '../input/form.ts'
import type { AnalysisData } from './data.ts'

/**
 * Units of all variants that a stopping rule counts: those that have lived what decides, or all.
 *
 * @throws StatsError `invalid_input` for what is no count
 */
export function countedUnits(data: Pick<AnalysisData, 'units' | 'lived'>): number {
  checkRecord('data', data, 'units by variant')
  const { units, lived = units } = data
  checkRecord('data.units', units, 'a count for every variant')
  checkRecord('data.lived', lived, 'a count for every variant')
  return Object.entries(lived).reduce((sum, [variant, count]) => {
    checkCount(`units.${variant}`, count)
    return sum + count
  }, 0)
}
