import type { ConditionTrace } from '@sluice/core'
import { plain, showValue } from '../terminal/plain.ts'

/** Shows what a condition saw, a part a line, deeper parts further in. */
export function showCondition(trace: ConditionTrace, margin: string = ''): string[] {
  const inner = `${margin}  `
  switch (trace.kind) {
    case 'all':
    case 'any':
      return [
        `${margin}${trace.kind} of: ${trace.outcome}`,
        ...trace.conditions.flatMap((condition) => showCondition(condition, inner)),
      ]
    case 'not':
      return [`${margin}not: ${trace.outcome}`, ...showCondition(trace.condition, inner)]
    case 'segment':
      return [
        `${margin}segment ${plain(trace.segment)}: ${trace.outcome}`,
        ...(trace.condition === undefined ? [] : showCondition(trace.condition, inner)),
      ]
    case 'attribute': {
      const values = trace.values === undefined ? '' : ` ${trace.values.map(showValue).join(', ')}`
      const seen = 'seen' in trace ? `saw ${showValue(trace.seen)}` : 'missing'
      return [`${margin}${plain(trace.attribute)} ${trace.op}${values}: ${trace.outcome} (${seen})`]
    }
  }
}
