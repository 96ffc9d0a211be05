import { parseBulkResponse, type DetailsSource, type EvaluationContext } from '@sluice/core'
import { GRANT_HEADER, parseGrantAnswer, type GrantAnswer } from '@sluice/core/grants'
import { readText } from '../sync/read-text.ts'
import type { Service } from '../sync/request.ts'

const MAX_BODY_BYTES = 2 ** 24

/** What a grant comes to for one context. */
export interface AskedGrant {
  readonly answer: GrantAnswer
  /** What is forced, by flag key. */
  readonly forced: ReadonlyMap<string, DetailsSource>
}

/** A question about a grant. */
export interface GrantQuestion {
  readonly token: string
  readonly context: EvaluationContext
  /** Of the page that is drawn; said only of a grant that is bound to pages. */
  readonly origin: string | undefined
  readonly timeoutMs: number
}

/** A grant that changes nothing. */
export function refuseGrant(
  code: Extract<GrantAnswer, { state: 'refused' }>['code'],
  detail: string,
): AskedGrant {
  return { answer: { state: 'refused', code, detail }, forced: new Map() }
}

/**
 * Asks the service what a grant is worth. That also tells it who is shown what,
 * so that it counts nothing of it.
 *
 * @returns a refusal when the service cannot be asked; never rejects
 */
export async function askGrant(
  { url, serverKey }: Service,
  send: typeof fetch,
  { token, context, origin, timeoutMs }: GrantQuestion,
): Promise<AskedGrant> {
  try {
    const response = await send(`${url}/ofrep/v1/evaluate/flags`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${serverKey}`,
        'content-type': 'application/json',
        [GRANT_HEADER]: token,
        ...(origin !== undefined && { origin }),
      },
      body: JSON.stringify({ context }),
      // Next.js would otherwise keep the answer.
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const answer = parseGrantAnswer(response.headers.get(GRANT_HEADER))
    if (!response.ok || answer === undefined)
      return unavailable(`The service answered ${response.status} and nothing of the grant.`)
    if (answer.state === 'refused') return { answer, forced: new Map() }
    const text = await readText(response, MAX_BODY_BYTES)
    if (text === undefined) return unavailable('The service answered more than 16 MiB.')
    const { flags } = parseBulkResponse(JSON.parse(text))
    const forced = new Map<string, DetailsSource>()
    for (const [key, flag] of flags)
      if (flag.metadata.override === true) forced.set(key, { ...flag, reason: 'OVERRIDE' })
    return { answer, forced }
  } catch {
    return unavailable('The service could not be asked about the grant.')
  }
}

function unavailable(detail: string): AskedGrant {
  return refuseGrant('GRANTS_UNAVAILABLE', detail)
}
