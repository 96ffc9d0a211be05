import type { Results } from '../service/shapes/results.ts'
import { count, counted } from './format.ts'

const DAY_MS = 86_400_000

/**
 * How many units have lived the slowest metric that decides, which the plan counts; nothing where
 * every unit counts at once.
 */
export function livedWords({
  progress: { lived, plannedUnits, units },
  metrics,
}: Pick<Results, 'progress' | 'metrics'>): string | undefined {
  if (lived === null || lived === undefined) return undefined
  const { metric, ms } = lived
  const title = metrics[metric]?.title ?? metric
  return `${count(lived.units)} of ${count(plannedUnits ?? units)} have lived “${title}”, which takes ${counted(Math.ceil(ms / DAY_MS), 'day')}: a verdict counts them alone.`
}
