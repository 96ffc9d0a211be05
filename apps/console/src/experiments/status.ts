import type { ExperimentSummary } from '../service/shapes.ts'

/** Where an experiment stands, in a word and in a sentence. */
export const STATUS: Readonly<Record<ExperimentSummary['status'], { word: string; why: string }>> =
  {
    draft: { word: 'Draft', why: 'It was written down and not planned yet.' },
    planned: { word: 'Planned', why: 'It is planned and has not begun.' },
    running: { word: 'Running', why: 'It counts people now.' },
    stopped: { word: 'Ready for review', why: 'It was stopped; nobody has decided yet.' },
    decided: { word: 'Concluded', why: 'Somebody decided, and it is in the archive.' },
  }
