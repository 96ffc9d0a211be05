import type { Results } from '../service/shapes/results.ts'

/** A verdict in a word, with a mark and a tone. */
export const VERDICTS: Readonly<
  Record<
    Results['verdict']['decision'],
    readonly [word: string, mark: string, tone: 'good' | 'bad' | 'open' | 'grey']
  >
> = {
  ship: ['Ship', '▲', 'good'],
  roll_back: ['Roll back', '▼', 'bad'],
  keep_running: ['Keep running', '…', 'open'],
  inconclusive: ['Inconclusive', '=', 'open'],
  cannot_tell: ['Cannot tell', '?', 'grey'],
}

/** A verdict as it is told. */
export type SaidVerdict = Omit<Results['verdict'], 'grey'>

/**
 * What the numbers said: of what is decided by now, those that it was decided by, however these
 * are read.
 */
export function saidVerdict({
  verdict,
  decided,
  differs = [],
}: Pick<Results, 'verdict' | 'decided' | 'differs'>): SaidVerdict {
  return differs.length === 0 ? verdict : (decided?.verdict ?? verdict)
}

/** What stands behind a verdict whose numbers cannot be trusted as they are. */
export function doubtOf({ decision, isGrey }: SaidVerdict): string {
  return isGrey && decision !== 'cannot_tell' ? ' – but look at its health first' : ''
}

/** Whether it was decided: then nothing is left to be done, whatever the numbers say. */
export function isOver({ decided }: Pick<Results, 'decided'>): boolean {
  return decided !== null && decided !== undefined
}
