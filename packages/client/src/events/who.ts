import type { EventAttributes, EventBase } from '@sluice/core'
import type { SentContext } from '../context.ts'
import { isEventValue, isText } from './event-value.ts'

/** For whom values were evaluated, and what of that travels with events. */
export interface Evaluated {
  readonly context: SentContext
  readonly attributes: EventAttributes | undefined
}

/** Tells whom an event is about: the units, and the attributes that are stored. */
export function whoOf({
  context: { value: context },
  attributes,
}: Evaluated): Pick<EventBase, 'units' | 'attributes'> {
  const pick = <T>(names: readonly string[], as: (value: unknown) => T | undefined) =>
    Object.fromEntries(
      names.map((name) => [name, as(context[name])]).filter(([, value]) => value !== undefined),
    ) as Record<string, T>
  return {
    units: pick(['targetingKey', 'anonymousKey', ...(attributes?.units ?? [])], (value) =>
      // An id that is a number is an id all the same.
      isText(value, 1024) || typeof value === 'number' ? `${value}` || undefined : undefined,
    ),
    ...(attributes?.stored[0] !== undefined && {
      attributes: pick(attributes.stored, (value) => (isEventValue(value) ? value : undefined)),
    }),
  }
}
