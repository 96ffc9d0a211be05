import { checkCount } from '../input/check.ts'
import type { AnalysisData } from './data.ts'

/**
 * Units of all variants that a stopping rule counts: those that have lived what decides, or all.
 *
 * @throws StatsError `invalid_input` for what is no count
 */
export function countedUnits({
  units,
  lived = units,
}: Pick<AnalysisData, 'units' | 'lived'>): number {
  return Object.entries(lived).reduce((sum, [variant, count]) => {
    checkCount(`units.${variant}`, count)
    return sum + count
  }, 0)
}
