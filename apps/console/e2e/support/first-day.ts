import type { Answered } from './change-results.ts'

/** What the service tells of an experiment that has not run for a day. */
export function asOnTheFirstDay(results: Answered): void {
  const message = 'It has not run for a full day yet.'
  const untold = (rows: unknown): object[] =>
    (rows as { metric: string; treatment: string }[]).map(({ metric, treatment }) => ({
      metric,
      treatment,
      refused: 'insufficient_data',
      message,
    }))
  const { analysis, progress, verdict } = results
  Object.assign(progress, { isFirstDay: true })
  Object.assign(verdict, { decision: 'keep_running', rule: message, treatment: undefined })
  for (const role of ['primary', 'guardrails', 'secondary']) analysis[role] = untold(analysis[role])
  Object.assign(analysis, { segments: [], series: [] })
  results['apart'] = []
}
