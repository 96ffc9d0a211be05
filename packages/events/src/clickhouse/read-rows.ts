import type { QueryRow } from '../query/engine.ts'

/**
 * Reads an answer in ClickHouse's `JSON`. A proxy, a page to sign in at or a wrong
 * port may answer `200` too, so what is no such answer is an error, never no rows.
 */
export function readRows(text: string, address: string): QueryRow[] {
  const answer = parsed(text)
  // What goes wrong after the first rows is told here, under the `200` of the beginning.
  if (typeof answer?.exception === 'string') throw new Error(answer.exception)
  if (!isWhole(answer)) {
    const start = JSON.stringify(text.trimStart().slice(0, 80))
    throw new Error(
      `what answers at ${address} is no ClickHouse, or its answer was changed on the way: ${start} came where rows in JSON are due`,
    )
  }
  return answer.data
}

interface Answer {
  readonly exception?: unknown
  readonly data?: unknown
  readonly rows?: unknown
}

function parsed(text: string): Answer | undefined {
  try {
    const answer: unknown = JSON.parse(text)
    return typeof answer === 'object' && answer !== null ? answer : undefined
  } catch {
    return undefined
  }
}

function isWhole(answer: Answer | undefined): answer is { readonly data: QueryRow[] } {
  return Array.isArray(answer?.data) && answer.rows === answer.data.length
}
