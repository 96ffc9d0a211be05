import { parseBulkResponse, type Ruleset } from '@sluice/core'
import type { LiveService } from '../manifest/shown-manifest.ts'
import type { LiveEnvironment } from '../report/report.ts'
import { titleOf } from '../story/report-story.ts'
import { flagOf } from '../story/served.ts'

const PATIENCE_MS = 5_000

/** Asks each environment what it serves to somebody of whom nothing is known. Never rejects. */
export function askLive(
  services: readonly LiveService[],
  ruleset: Ruleset | undefined,
  ask: typeof fetch = fetch,
): Promise<LiveEnvironment[]> {
  return Promise.all(services.map((service) => askOne(service, ruleset, ask)))
}

async function askOne(
  { name, url, clientKey }: LiveService,
  ruleset: Ruleset | undefined,
  ask: typeof fetch,
): Promise<LiveEnvironment> {
  try {
    const answer = await ask(`${url.replace(/\/$/, '')}/ofrep/v1/evaluate/flags`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${clientKey}` },
      body: JSON.stringify({ context: {} }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    if (!answer.ok) return { name, served: {}, fault: refusal(answer.status, url) }
    const { flags } = parseBulkResponse(await answer.json())
    const served = [...flags].map(([key, { variant, errorCode }]) => {
      if (errorCode === 'TARGETING_KEY_MISSING') return [key, 'shared out by person'] as const
      if (variant === undefined) return [key, 'the default of the code'] as const
      const title = flagOf(ruleset, key)?.variants[variant]?.title ?? titleOf(variant)
      return [key, title] as const
    })
    return { name, served: Object.fromEntries(served) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return {
      name,
      served: {},
      fault: `${url} does not answer (${why}). Is it running, and may pages of ${here()} ask it?`,
    }
  }
}

function refusal(status: number, url: string): string {
  return status === 401 || status === 403
    ? `${url} refuses the client key. Take another one, and allow ${here()} to use it.`
    : `${url} answers with ${status}. Is it the address of a gate service?`
}

/** The origin that a service has to allow. */
function here(): string {
  return typeof location === 'undefined' ? 'this page' : location.origin
}
