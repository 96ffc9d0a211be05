import { expectTypeOf } from 'vitest'
import type {
  CompiledRuleset,
  DetailsSource,
  Evaluation,
  EvaluationDetails,
  JsonValue,
  OfrepFailure,
  OfrepFlag,
  Resolved,
  Unresolved,
} from './index.ts'
import { isUnresolved, OPERATORS, toDetails, toOfrep } from './index.ts'
import type { RulesetDocument } from './schema.ts'

/** A default gives its type, not itself: the value may be another text or number. */
export function details<T extends JsonValue>(source: DetailsSource, value: T): void {
  expectTypeOf(toDetails(source, false)).toEqualTypeOf<EvaluationDetails<boolean>>()
  expectTypeOf(toDetails(source, 'Buy now').value).toEqualTypeOf<string>()
  expectTypeOf(toDetails(source, 3).value).toEqualTypeOf<number>()
  expectTypeOf(toDetails<'a' | 'b'>(source, 'a').value).toEqualTypeOf<'a' | 'b'>()
  expectTypeOf(toDetails(source, value)).toEqualTypeOf<EvaluationDetails<T>>()
  // @ts-expect-error -- a function is no JSON
  toDetails(source, () => 1)
}

/** The check for an error tells both kinds of evaluation apart. */
export function evaluations(flags: CompiledRuleset): void {
  const evaluation = flags.evaluate('key', { targetingKey: 'u', anything: [1] }, 0)
  expectTypeOf(evaluation).toEqualTypeOf<Evaluation>()
  expectTypeOf(toOfrep(evaluation)).toEqualTypeOf<OfrepFlag | OfrepFailure>()
  if (isUnresolved(evaluation)) expectTypeOf(evaluation).toEqualTypeOf<Unresolved>()
  else expectTypeOf(evaluation).toEqualTypeOf<Resolved>()
  // @ts-expect-error -- a targeting key is a string
  flags.evaluate('key', { targetingKey: 5 }, 0)
}

/** Documents may leave every default out, and write values bare. */
export const document: RulesetDocument = {
  schemaVersion: 1,
  flags: {
    gate: {},
    cta: {
      type: 'string',
      variants: { control: 'Buy now', urgent: { value: 'Only 2 left', title: 'Urgent' } },
      defaultVariant: 'control',
      rules: [
        {
          id: 'r',
          when: { not: { attribute: 'country', op: OPERATORS[0], values: ['DE'] } },
          serve: { variant: 'urgent' },
        },
      ],
    },
    // @ts-expect-error -- there is no such kind
    wrong: { kind: 'relase' },
  },
}
