import type { z } from 'zod'

/** Says in a sentence what a part of a plan takes, and what to do about what was received. */
export function planMessage(issue: z.core.$ZodRawIssue): string | undefined {
  const { input } = issue
  const isMissing = input === undefined
  switch (issue.code) {
    case 'invalid_value': {
      const values = orOf(issue.values.map((value) => JSON.stringify(value)))
      return isMissing ? `This is missing. Say ${values}.` : `Say ${values}, not ${shown(input)}.`
    }
    case 'invalid_type':
      return isMissing
        ? `This is missing. Give ${WORDS[issue.expected] ?? issue.expected}.`
        : `Give ${WORDS[issue.expected] ?? issue.expected}, not ${shown(input)}.`
    case 'unrecognized_keys': {
      const keys = issue.keys.map((key) => JSON.stringify(key))
      return `A plan has no ${orOf(keys)} here. Correct the spelling, or take it away.`
    }
    case 'too_small':
      if (!isNumber(issue.origin)) {
        const first = issue.origin === 'array' ? 'Give one at least' : 'Write something'
        return `This is empty. ${first}, or take it away where it may be missing.`
      }
      return `${shown(input)} is too little. Give ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}.`
    case 'too_big':
      if (!isNumber(issue.origin)) {
        const what = issue.origin === 'array' ? 'entries' : 'characters'
        return `This has ${lengthOf(input)} ${what}. Give ${issue.maximum} at most.`
      }
      return `${shown(input)} is too much. Give ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}.`
    case 'invalid_format':
      return issue.format === 'url'
        ? `${shown(input)} is no address. Give one that begins with http:// or https://.`
        : `${shown(input)} is no name of a step. Take letters, digits, dots, hyphens and underscores, 64 at most, and begin with a letter or a digit.`
    case 'invalid_union':
      return `${shown(input)} is no freeze. Give startsAt and endsAt in epoch milliseconds, or weekdays from 0, a Sunday, to 6, and the reason.`
    default:
      return undefined
  }
}

const WORDS: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

function isNumber(origin: string): boolean {
  return origin === 'number' || origin === 'int'
}

const MOST_SHOWN = 60

function lengthOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : 0
}

function shown(value: unknown): string {
  // JSON has no word for a number that is none.
  const text = (typeof value !== 'number' && JSON.stringify(value)) || String(value)
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text
}

function orOf(parts: readonly string[]): string {
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} or ${last}`
}
