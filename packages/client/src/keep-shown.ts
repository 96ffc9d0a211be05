import type { EvaluationDetails } from '@sluice/core'
import type { SluiceState } from './state.ts'

/**
 * What a place showed first of a flag whose stability is `mount`; of which flag, and to
 * whom. For what holds nothing back, `true`.
 */
export type KeptDetails = readonly [details: EvaluationDetails, of: unknown]

/** One place of a page that shows what a flag gives. */
export interface ShownPlace {
  /** Who is on the page for this place, or was last; empty before. */
  readonly onPage: { readonly current?: ShownPlace | undefined }
  kept?: KeptDetails | undefined
  /** What was read last, and the state for which. */
  readonly last?: EvaluationDetails
  readonly state?: SluiceState
}

/**
 * Keeps a flag whose stability is `mount` at what a place first showed.
 *
 * That begins when the place is on the page, because what a render reads that never
 * gets there nobody saw. It ends for another person, and for a value that pierces,
 * which holds nothing back that comes after it. It goes on for the next reader of
 * the place: another client may force something else.
 *
 * @param served - what the place would show otherwise
 * @param state - for which that was read
 */
export function keepShown(
  place: ShownPlace,
  served: EvaluationDetails,
  state: SluiceState,
): EvaluationDetails {
  const { current } = place.onPage
  const { kept: passedOn, last, state: lastState } = current ?? place
  // Or what it showed before this was loaded.
  const kept =
    place.kept ?? passedOn ?? (last?.errorCode === undefined ? keptOf(last, lastState) : undefined)
  if (kept) place.kept = kept
  const now = keptOf(served, state)
  // An override says nothing of stability, nor does a flag that is unknown.
  if (!now) return served
  if (current && kept && kept[1] === now[1] && kept[1] !== true) return kept[0]
  // A default that stands in for a value of another type is nothing to keep.
  if (served.errorCode === undefined) place.kept = now
  return served
}

/** @returns `undefined` for what no contract asks to keep */
function keptOf(
  details: EvaluationDetails | undefined,
  state: SluiceState | undefined,
): KeptDetails | undefined {
  if (!state || details?.metadata.stability !== 'mount') return undefined
  const { targetingKey, anonymousKey } = state.context
  const { pierce } = details.metadata
  return [details, pierce === true || JSON.stringify([details.key, targetingKey, anonymousKey])]
}
