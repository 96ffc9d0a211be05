import type { EvaluationDetails, JsonValue } from '@sluice/core'
import { expectTypeOf } from 'vitest'
import type { SluiceNode } from './index.ts'

/** A default gives its type, not itself: the value may be another text or number. */
export function reads(node: SluiceNode): void {
  expectTypeOf(node.evaluate('a', false, {})).toEqualTypeOf<EvaluationDetails<boolean>>()
  expectTypeOf(node.evaluate('a', 3, {}).value).toEqualTypeOf<number>()
  expectTypeOf(node.evaluate('a', 'x', {}).value).toEqualTypeOf<string>()
  expectTypeOf(node.evaluate('a', null, {}).value).toEqualTypeOf<JsonValue>()
}
