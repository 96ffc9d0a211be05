import * as z from 'zod'
import type { Operator } from '../ruleset.ts'
import { OPERATORS } from '../ruleset.ts'
import { NAME } from './names.ts'

/** A condition as people write it. */
export type ConditionDocument =
  | { all: ConditionDocument[] }
  | { any: ConditionDocument[] }
  | { not: ConditionDocument }
  | { segment: string }
  | { attribute: string; op: Operator; values?: (string | number | boolean)[] | undefined }

const operand = z.union([z.string(), z.number(), z.boolean()])

const attributeCondition = z.strictObject({
  attribute: z.string().regex(NAME).meta({
    title: 'Attribute',
    description:
      'An attribute of the evaluation context: `targetingKey`, `anonymousKey`, or one declared under `attributes`.',
  }),
  op: z.enum(OPERATORS).meta({ title: 'Operator', description: 'How the attribute is compared.' }),
  values: z.array(operand).min(1).optional().meta({
    title: 'Values',
    description:
      'What to compare with; one that holds is enough, except for `between` and `includes_all`. Left out for `exists` and `not_exists`.',
  }),
})

/** Schema of a condition; recursive. */
export const conditionSchema: z.ZodType<ConditionDocument, ConditionDocument> = z
  .lazy(() =>
    z.union([
      z.strictObject({
        all: z
          .array(conditionSchema)
          .min(1)
          .meta({ title: 'All', description: 'Every one holds.' }),
      }),
      z.strictObject({
        any: z
          .array(conditionSchema)
          .min(1)
          .meta({ title: 'Any', description: 'At least one holds.' }),
      }),
      z.strictObject({ not: conditionSchema }),
      z.strictObject({
        segment: z
          .string()
          .regex(NAME)
          .meta({ title: 'Segment', description: 'The name of a segment.' }),
      }),
      attributeCondition,
    ]),
  )
  .meta({
    id: 'Condition',
    title: 'Condition',
    description:
      'One of `all`, `any`, `not`, `segment`, or a test of an attribute. A missing or mistyped attribute makes it unknown, and a rule whose condition is unknown does not match.',
  })
