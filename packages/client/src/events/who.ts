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
  const pick = <T extends EventValue>(
    names: readonly string[],
    longest: number,
    as: (value: unknown) => T,
  ): Record<string, T> =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = context[name] ?? ''
        // An empty text says nothing, what is nested fits no column, and for what is
        // too long the service would refuse the whole event.
        const isCarried =
          value !== '' &&
          (typeof value !== 'object' || Array.isArray(value)) &&
          !((as(value) as string).length > longest)
        return isCarried ? [[name, as(value)]] : []
      }),
    )
  return {
    units: pick(['targetingKey', 'anonymousKey', ...(attributes?.units ?? [])], 1024, String),
    // oxlint-disable-next-line typescript/strict-boolean-expressions -- a name, or none
    ...(attributes?.stored[0] && {
      attributes: pick(attributes.stored, 4096, (value) =>
        Array.isArray(value)
          ? value.slice(0, 64).map((each) => String(each).slice(0, 256))
          : (value as EventValue),
      ),
    }),
  }
}
