import type { ReadFlag } from '@sluice/client'
import type { EvaluationDetails } from '@sluice/core'
import type { FlagReader } from '../read-flag.ts'

/** Selects all of it: for what shows nothing itself, and says that something else was seen. */
export const selectAll = <T>(details: T): T => details

/**
 * What the page shows of a flag where something says that it was seen. That is what would be shown
 * here, as long as anything shows it; else what others go on showing, such as what their stability
 * keeps, or a default where the value is of another type.
 *
 * @param reader - of what says it
 * @param details - what would be shown here
 */
export function shownOnPage(
  { client, key }: FlagReader,
  details: EvaluationDetails,
): EvaluationDetails {
  let others: EvaluationDetails | undefined
  // What a provider or an `<Override>` gives has it.
  const { flags } = client as { readonly flags?: ReadonlyMap<string, ReadFlag> }
  for (const { reader } of flags?.get(key)?.listeners ?? []) {
    const { onScreen, place, client: from } = (reader ?? {}) as Partial<FlagReader>
    if (!onScreen || from !== client || place?.select === selectAll) continue
    if (onScreen.variant === details.variant && onScreen.errorCode === details.errorCode)
      return details
    if (others?.errorCode !== undefined) others = onScreen
    others ??= onScreen
  }
  return others ?? details
}
