import type { EventAttributes, EventBase, EventValue } from '@sluice/core'
import type { SentContext } from '../context.ts'

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
  const pick = <T>(names: readonly string[], as: (value: unknown) => T): Record<string, T> =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = context[name] ?? ''
        // An empty text says nothing, and what is nested fits no column.
        const isCarried = value !== '' && (typeof value !== 'object' || Array.isArray(value))
        return isCarried ? [[name, as(value)]] : []
      }),
    )
  return {
    units: pick(['targetingKey', 'anonymousKey', ...(attributes?.units ?? [])], String),
    ...(attributes?.stored[0] !== undefined && {
      attributes: pick(attributes.stored, (value) =>
        Array.isArray(value) ? value.map(String) : (value as EventValue),
      ),
    }),
  }
}
