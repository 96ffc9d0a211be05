import { StatsError } from '../errors.ts'
import { said, shown } from './shown.ts'

/**
 * Refuses what has no members, lists, and what has a member that cannot be read: plain JavaScript
 * and JSON bring them where TypeScript does not.
 *
 * @param members - that are wanted, for whoever gave something else
 */
export function checkRecord(name: string, value: unknown, members: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new StatsError(
      'invalid_input',
      `${name} is ${shown(value)}. Give an object with ${members}.`,
    )
  }
  const record = value as Readonly<Record<string, unknown>>
  for (const key in record) readMember(name, record, key)
}

/** A member of what was given; refuses one that throws when it is read. */
export function readMember(
  name: string,
  record: Readonly<Record<string, unknown>>,
  key: string,
): unknown {
  try {
    return record[key]
  } catch (cause) {
    throw new StatsError(
      'invalid_input',
      `${name}.${key} cannot be read: ${said(cause)}. Give a plain value.`,
      { cause },
    )
  }
}

/** Refuses what is neither an array nor a typed one. */
export function checkList(name: string, value: unknown, of = 'numbers'): void {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return
  throw new StatsError('invalid_input', `${name} is ${shown(value)}. Give an array of ${of}.`)
}

/** Refuses what is no text, such as a key that is a number. */
export function checkText(name: string, value: unknown): void {
  if (typeof value === 'string') return
  throw new StatsError('invalid_input', `${name} is ${shown(value)}. Give a text.`)
}

/** Refuses what cannot be called. */
export function checkFunction(name: string, value: unknown): void {
  if (typeof value === 'function') return
  throw new StatsError('invalid_input', `${name} is ${shown(value)}. Give a function.`)
}
