import type { AnalysisData } from './data.ts'

/** Units of all variants that a stopping rule counts: those that have lived what decides, or all. */
export function countedUnits({
  units,
  lived = units,
}: Pick<AnalysisData, 'units' | 'lived'>): number {
  return Object.values(lived).reduce((sum, count) => sum + count, 0)
}
