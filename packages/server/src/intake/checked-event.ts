import type { EventRefusal } from '@sluice/core'
import { eventSchema, type ParsedEvent } from '@sluice/core/schema'
import { hasForbiddenName } from '../http/parse-json.ts'
import { TOO_DEEP } from '../http/too-deep.ts'
import { eventMessage } from './event-message.ts'
import { keptAttributes, lostNumber } from './lost-number.ts'

/** An event that was found good, or why it was not taken. */
export type CheckedEvent = { readonly event: ParsedEvent } | { readonly refusal: EventRefusal }

/**
 * Looks at one event of a batch.
 *
 * @param index - its place in the batch
 * @param limitBytes - of the event as JSON; `undefined` when the whole batch is smaller
 */
export function checkEvent(
  value: unknown,
  index: number,
  limitBytes: number | undefined,
): CheckedEvent {
  if (value === TOO_DEEP)
    return {
      refusal: { index, code: 'EVENT_INVALID', message: 'event: Nested too deep. Send it flat.' },
    }
  const result = eventSchema.safeParse(value)
  const refuse = (message: string, code: EventRefusal['code'] = 'EVENT_INVALID'): CheckedEvent => ({
    refusal: { index, ...idOf(value), code, message },
  })
  if (limitBytes !== undefined && Buffer.byteLength(JSON.stringify(value)) > limitBytes)
    return refuse(
      `The event is larger than ${limitBytes} bytes as JSON. Send less with it.`,
      'EVENT_TOO_LARGE',
    )
  if (typeof value === 'object' && value !== null && hasForbiddenName(value))
    return refuse('event: A name in it is forbidden: `__proto__` or `constructor.prototype`.')
  if (!result.success) return refuse(wordsFor(value))
  let event = result.data
  let lost = lostNumber(event)
  if (lost?.startsWith('attributes.') === true && event.attributes) {
    event = { ...event, attributes: keptAttributes(event.attributes) }
    lost = lostNumber(event)
  }
  if (lost !== undefined)
    return refuse(
      `${lost}: Expected a number between -(2^53 - 1) and 2^53 - 1, since a larger one loses digits. Send ids as texts.`,
    )
  return { event }
}

// Once more, for the words: hardly ever, and they cost more than the check.
function wordsFor(value: unknown): string {
  const [issue] =
    eventSchema.safeParse(value, { reportInput: true, error: eventMessage }).error?.issues ?? []
  const at = issue?.path.map(String).join('.') ?? ''
  return `${at === '' ? 'event' : at}: ${issue?.message ?? 'Expected another value.'}`
}

/** Longer than any id of ours: what is sent back is short. */
const MOST_ID_LENGTH = 64

function idOf(value: unknown): { readonly id?: string } {
  if (typeof value !== 'object' || value === null || !('id' in value)) return {}
  const { id } = value
  return typeof id === 'string' ? { id: id.slice(0, MOST_ID_LENGTH) } : {}
}
