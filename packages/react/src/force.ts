import type { DetailsSource, EvaluationDetails, JsonValue } from '@sluice/core'
import { toDetails } from '@sluice/core/reading'

/** What an `<Override>` says about one flag; at least one of the two is there. */
export interface Forced {
  readonly value?: JsonValue
  readonly variant?: string
}

/**
 * Applies an override to the answer that a client holds.
 *
 * A browser knows the value of the variant it was served and of no other. So a
 * variant without a value takes the value held for it, or for a boolean flag what
 * `on` and `off` stand for, else the caller's default. A boolean without a variant
 * is called `on` or `off`.
 */
export function force<T extends JsonValue>(
  { value, variant }: Forced,
  held: EvaluationDetails<T>,
  defaultValue: T,
): EvaluationDetails<T> {
  let served: JsonValue | undefined = value
  if (value === undefined) {
    if (variant === held.variant) served = held.value
    else if (typeof defaultValue === 'boolean' && (variant === 'on' || variant === 'off'))
      served = variant === 'on'
  }
  const named = typeof value === 'boolean' ? (value ? 'on' : 'off') : undefined
  return toDetails(
    {
      key: held.key,
      value: served,
      variant: variant ?? named,
      reason: 'OVERRIDE',
      metadata: { override: true },
    } as DetailsSource,
    defaultValue,
  )
}
