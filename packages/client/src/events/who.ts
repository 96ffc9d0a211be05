import type { EventAttributes, EventBase } from '@sluice/core'
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
  const pick = (names: readonly string[]): Record<string, never> =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = context[name]
        // An empty text says nothing, and of what is nested no table has a column.
        const isCarried = typeof value !== 'object' || (Array.isArray(value) && isTexts(value))
        return isCarried && (value ?? '') !== '' ? [[name, value]] : []
      }),
    ) as Record<string, never>
  const units = pick(['targetingKey', 'anonymousKey', ...(attributes?.units ?? [])])
  for (const name in units) (units as Record<string, string>)[name] = `${units[name]}`
  return {
    units,
    ...(attributes?.stored[0] !== undefined && { attributes: pick(attributes.stored) }),
  }
}

function isTexts(list: readonly unknown[]): boolean {
  return list.every((text) => typeof text === 'string')
}
