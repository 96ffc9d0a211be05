import type { EvaluationDetails, JsonValue } from '@sluice/core'
import { createContext, type Context } from 'react'

/** What an `<Override>` makes of the answer held for one flag. */
export type Forced = <T extends JsonValue>(
  held: EvaluationDetails<T>,
  defaultValue: T,
) => EvaluationDetails<T>

/** Everything that the `<Override>` boundaries above force, by flag key. */
export type ForcedFlags = ReadonlyMap<string, Forced>

/**
 * What the nearest `<Override>` forces, with everything that those above it do.
 * How it forces comes along, so that a page without one does not load that.
 */
export const ForcedContext: Context<ForcedFlags | undefined> = createContext<
  ForcedFlags | undefined
>(undefined)
