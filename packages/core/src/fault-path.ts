import type { Fault } from './errors.ts'

const PLAIN_NAME = /^[A-Za-z_$][\w$]*$/

/**
 * Writes a place in a document as a JSON path, such as `$.flags["checkout-cta"].rules[0]`.
 *
 * @param at - property names and array indexes from the root; empty is the root, `$`
 */
export function formatPath(at: readonly (string | number)[]): string {
  let path = '$'
  for (const step of at) {
    if (typeof step === 'number') path += `[${step}]`
    else path += PLAIN_NAME.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
  }
  return path
}

/** Makes a fault; its `path` is written from `at`. */
export function faultAt(at: readonly (string | number)[], message: string): Fault {
  return { path: formatPath(at), at, message }
}
