import { exposingContestant } from '../exposing-contestant.tsx'

/** Sluice, no flag of which is counted. */
export const contestant = exposingContestant('off')
