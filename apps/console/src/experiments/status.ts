import type { ExperimentSummary } from '../service/shapes/experiments.ts'
import type { Results } from '../service/shapes/results.ts'

/** Where an experiment stands, in a word and in a sentence. */
export const STATUS: Readonly<Record<ExperimentSummary['status'], { word: string; why: string }>> =
  {
    draft: { word: 'Draft', why: 'It was written down and not planned yet.' },
    planned: { word: 'Planned', why: 'It is planned and has not begun.' },
    running: { word: 'Running', why: 'It counts people now.' },
    stopped: { word: 'Ready for review', why: 'It was stopped; nobody has decided yet.' },
    decided: { word: 'Concluded', why: 'Somebody decided, and it is in the archive.' },
  }

/** The same of results, which know whether there is anything left to wait for. */
export function standingOf({ status, analysis }: Pick<Results, 'status' | 'analysis'>): {
  readonly word: string
  readonly why: string
} {
  return status === 'running' && analysis.progress.isEnded
    ? { word: 'Wrap up', why: 'It is at its planned end, and still counts people; decide it.' }
    : STATUS[status]
}
