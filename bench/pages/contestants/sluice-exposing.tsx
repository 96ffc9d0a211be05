import { exposingContestant } from '../exposing-contestant.tsx'

/** Sluice, every flag of which counts when it is seen. */
export const contestant = exposingContestant('commit')
