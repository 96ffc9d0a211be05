import { toDetails, type DetailsSource, type EvaluationContext, type JsonValue } from '@sluice/core'
import type { ClientValues, SluiceNode } from './node.ts'

/** What evaluates, of a node. */
export type Evaluating = Pick<SluiceNode, 'evaluate' | 'evaluateAll'>

/**
 * Makes a node as somebody sees it for whom flags are forced.
 *
 * @param forced - by flag key, as far as they may be, for a context
 */
export function forcedNode(
  node: Evaluating,
  forced: (context: EvaluationContext) => ReadonlyMap<string, DetailsSource>,
): Evaluating {
  const evaluate = (key: string, defaultValue: JsonValue, context: EvaluationContext) => {
    const entry = forced(context).get(key)
    return entry === undefined
      ? node.evaluate(key, defaultValue, context)
      : toDetails(entry, defaultValue)
  }
  return {
    evaluate: evaluate as SluiceNode['evaluate'],
    evaluateAll(context): ClientValues {
      const values = node.evaluateAll(context)
      const entries = forced(context)
      if (entries.size === 0) return values
      // What a page may not see is not among these, and does not come in by being forced.
      return { ...values, flags: values.flags.map((flag) => entries.get(flag.key) ?? flag) }
    },
  }
}
