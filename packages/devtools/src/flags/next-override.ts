import type { Override } from '@sluice/client'
import type { JsonValue } from '@sluice/core'
import { numberFault, numberFaultIn } from './number-fault.ts'
import type { Row } from './rows.ts'

/**
 * What comes after what is forced now, when somebody goes through the outcomes one by
 * one: each that is known by name but the one that is served anyway, then nothing.
 *
 * @returns the override; `undefined` for none, `null` where no other outcome is known
 */
export function nextOverride({ choices, forced, server, type }: Row): Override | undefined | null {
  // What is served already is no step: it would be forced, and nothing would be seen.
  const others = choices.filter(({ name }) => name !== server?.variant)
  if (others.length === 0) {
    if (forced) return undefined
    return type === 'boolean' && server ? { value: server.value !== true } : null
  }
  const at = forced ? others.findIndex(({ name }) => name === forced.variant) : -1
  const next = others[at + 1]
  return next && { variant: next.name, ...(next.value !== undefined && { value: next.value }) }
}

/** The override that chooses an outcome by name. */
export function overrideTo(row: Row, name: string): Override {
  const value = row.choices.find((choice) => choice.name === name)?.value
  return value === undefined ? { variant: name } : { variant: name, value }
}

/** The override that gives a value, named after the outcome that has it, if there is one. */
export function overrideWith(row: Row, value: JsonValue): Override {
  const text = JSON.stringify(value)
  const isIt = (known: { readonly value?: unknown }): boolean =>
    JSON.stringify(known.value) === text
  const { server } = row
  const variant =
    row.choices.find(isIt)?.name ?? (server && isIt(server) ? server.variant : undefined)
  return variant === undefined ? { value } : { variant, value }
}

/**
 * Reads what somebody typed as a value of a type.
 *
 * @param isText - whether a string is written as it is, and not as JSON
 * @returns the value, or what is wrong with it in a sentence
 */
export function readTyped(
  type: Row['type'],
  text: string,
  isText = true,
): { readonly value: JsonValue } | { readonly fault: string } {
  if (type === 'string' && isText) return { value: text }
  if (type === 'number') {
    const written = text.trim()
    const value = Number(written)
    if (written === '' || Number.isNaN(value))
      return { fault: 'Write a number, such as 80 or 2.5.' }
    const fault = numberFault(written)
    return fault === undefined ? { value } : { fault }
  }
  try {
    const value = JSON.parse(text) as JsonValue
    if (value === null) return { fault: 'Write a value: nothing is none.' }
    if (type === 'object' && typeof value !== 'object')
      return { fault: 'Write an object or a list, such as {"label": "Buy"}.' }
    if (type === 'string' && typeof value !== 'string')
      return { fault: 'Write a text in quotes, such as "Buy".' }
    if (type === 'boolean' && typeof value !== 'boolean') return { fault: 'Write true or false.' }
    const fault = numberFaultIn(text)
    return fault === undefined ? { value } : { fault }
  } catch (error) {
    return { fault: `It is no JSON: ${(error as Error).message}.` }
  }
}
