import type { Results } from '../service/shapes/results.ts'

/** In what results are not what was registered before the start, a few words each. */
export function differencesOf({ differs = [], analysis, verdict }: Results): readonly string[] {
  const edited = verdict.grey.filter(
    ({ code }) => code === 'EDITED_WHILE_RUNNING' || code === 'METRIC_REDEFINED',
  )
  const sentences = edited.map(({ message }) => message.replace(/\.$/, ''))
  if (differs.length > 0) return [...differs, ...sentences]
  return [
    ...analysis.planChanges
      // A covariate is a part of the definition that was sealed, and a segment decides nothing.
      .filter(({ path }) => !path.endsWith('.test') && !path.startsWith('$.segments'))
      // What an earlier release froze has no words for them.
      .map(({ path, words }) => words ?? path.replace(/^\$\./, '')),
    ...sentences,
  ]
}
