import { toDetails, type EvaluationDetails, type JsonValue } from '@sluice/core'
import { createContext, type Context } from 'react'

/** What an `<Override>` says about one flag; at least one of the two is there. */
export interface Forced {
  readonly value: JsonValue | undefined
  readonly variant: string | undefined
}

/** Everything that the `<Override>` boundaries above force, by flag key. */
export type ForcedFlags = ReadonlyMap<string, Forced>

/** What the nearest `<Override>` forces, with everything that those above it do. */
export const ForcedContext: Context<ForcedFlags> = createContext<ForcedFlags>(new Map())

/**
 * Applies an override to what the client holds.
 *
 * A browser knows the value of the variant it was served and of no other. So a
 * variant without a value takes the value held for it, or for a boolean flag what
 * `on` and `off` stand for, else the caller's default. The same facts name the
 * variant of a value that came without one.
 */
export function force<T extends JsonValue>(
  forced: Forced,
  held: EvaluationDetails<T>,
  defaultValue: T,
): EvaluationDetails<T> {
  const { value = valueOf(forced.variant, held, defaultValue) } = forced
  const { variant = variantOf(value, held) } = forced
  return toDetails(
    {
      key: held.key,
      ...(value !== undefined && { value }),
      ...(variant !== undefined && { variant }),
      reason: 'OVERRIDE',
      metadata: { override: true },
    },
    defaultValue,
  )
}

function valueOf(
  variant: string | undefined,
  held: EvaluationDetails,
  defaultValue: JsonValue,
): JsonValue | undefined {
  if (variant === held.variant) return held.value
  const named = variant === 'on' || variant === 'off'
  return named && typeof defaultValue === 'boolean' ? variant === 'on' : undefined
}

function variantOf(value: JsonValue | undefined, held: EvaluationDetails): string | undefined {
  if (held.variant !== undefined && Object.is(value, held.value)) return held.variant
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : undefined
}
