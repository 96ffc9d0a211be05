import type { EvaluationDetails, JsonValue } from '@sluice/core'
import { useSyncExternalStore } from 'react'
import { useReader } from './component-reader.ts'
import type { ExposureOptions } from './exposure/policy.ts'
import { useShown } from './exposure/use-shown.ts'
import { readDrawn, readNow } from './read-flag.ts'

/**
 * The one way by which hooks read a flag, so that a render that never commits
 * leaves no trace. This is all of it that a bundle for browsers holds.
 *
 * @param select - the part that the component shows; it renders when that part changes
 */
export function useFlag<T extends JsonValue, S>(
  key: string,
  defaultValue: T,
  select: (details: EvaluationDetails<T>) => S,
  options?: ExposureOptions,
): S {
  const reader = useReader(key)
  const selected = useSyncExternalStore(
    reader.subscribe,
    () => select(readNow(reader, defaultValue)),
    () => select(readDrawn(reader, defaultValue)),
  )
  useShown(reader, reader.last as EvaluationDetails, { select, own: options?.exposure })
  return selected
}
