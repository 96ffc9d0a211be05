import type { EvaluationContext, JsonValue } from '@sluice/core'

/**
 * The registry of flags and attributes, filled in by module augmentation.
 * `sluice types` writes it from the ruleset; without it every key is a string
 * and a value has the type of the caller's default.
 */
export interface Register {}

interface AnyFlag {
  readonly type: JsonValue
  readonly variants: string
}

type FlagsOf<R> = R extends { flags: infer F } ? F : Readonly<Record<string, AnyFlag>>

type Widen<D> = D extends boolean
  ? boolean
  : D extends number
    ? number
    : D extends string
      ? string
      : D extends null
        ? JsonValue
        : D

/** The key of a flag: one of the registry's, or any string without a registry. */
export type FlagKey<R = Register> = Extract<keyof FlagsOf<R>, string>

/** The key of a boolean flag. */
export type GateKey<R = Register> = R extends { flags: infer F }
  ? Extract<
      {
        [K in keyof F]: F[K] extends { type: infer T } ? ([T] extends [boolean] ? K : never) : never
      }[keyof F],
      string
    >
  : string

/** What the variants of a flag may hold. */
export type FlagValue<K extends FlagKey<R>, R = Register> = FlagsOf<R>[K] extends { type: infer T }
  ? T
  : never

/** The names of a flag's variants. */
export type VariantName<K extends FlagKey<R>, R = Register> = FlagsOf<R>[K] extends {
  variants: infer V extends string
}
  ? V
  : never

/**
 * What a read with the default `D` gives: the registered type of the flag, else
 * the type of the default.
 */
export type ReadValue<K extends FlagKey<R>, D, R = Register> = R extends { flags: unknown }
  ? FlagValue<K, R>
  : Widen<D>

/** The name of something that people do: one of the registry's `outcomes`, or any string without them. */
export type OutcomeName<R = Register> = R extends { outcomes: infer O extends string } ? O : string

/**
 * What is known about the person and the surroundings. `targetingKey` is the id
 * of somebody who signed in; without one the client uses its anonymous key.
 */
export type SluiceContext<R = Register> = R extends { context: infer C }
  ? C & { readonly targetingKey?: string; readonly anonymousKey?: string }
  : EvaluationContext
