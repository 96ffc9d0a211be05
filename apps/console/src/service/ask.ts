import { Problem } from './problem.ts'

/**
 * Asks the service for JSON.
 *
 * @param path - such as `/v1/environments`
 * @throws Problem with what the service says, or code `UNREACHABLE` when it does not answer, `NOT_SLUICE`
 *   when something else does, such as the sign-in page of a proxy
 */
export async function ask<T>(
  path: string,
  init: { method?: string; body?: object; headers?: Readonly<Record<string, string>> } = {},
): Promise<T> {
  const { method = 'GET', body, headers } = init
  let answer: Response
  try {
    answer = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: { ...headers, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  } catch {
    throw new Problem(0, 'UNREACHABLE', 'The service does not answer. Is it running?')
  }
  const found: unknown = answer.status === 204 ? undefined : await answer.json().catch(() => null)
  if (answer.ok && found !== null) return found as T
  if (answer.ok) {
    throw new Problem(
      answer.status,
      'NOT_SLUICE',
      'Something else than the service answered, such as the sign-in page of a proxy. Load this page again, and sign in there if it asks you to.',
    )
  }
  const { code = 'UNKNOWN', detail = `The service answers ${answer.status}.` } = (found ?? {}) as {
    code?: string
    detail?: string
  }
  throw new Problem(answer.status, code, detail, answer.headers.get('x-request-id') ?? undefined)
}

/** The path of something in an environment; each part is escaped. */
export function inEnvironment(environment: string, ...parts: readonly string[]): string {
  return ['/v1/environments', ...[environment, ...parts].map(encodeURIComponent)].join('/')
}
