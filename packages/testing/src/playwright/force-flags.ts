import type {
  EvaluationContext,
  ExposureEvent,
  OfrepFlag,
  OutcomeEvent,
  Ruleset,
  SluiceEvent,
} from '@sluice/core'
import { EPOCH_HEADER, parseBulkResponse, RULESET_VERSION_HEADER } from '@sluice/core'
import { entriesFor } from '../client/entries.ts'
import { subjectOf } from '../matchers/subject.ts'
import { without } from '../naming/without.ts'
import { session, type GateUse } from '../session.ts'
import { named, type ForcedFlags, type NamedFlags } from './named-flags.ts'
import type { PageLike, RequestLike, ResponseLike, RouteLike } from './browser-types.ts'

const FLAGS = /\/ofrep\/v1\/evaluate\/flags(?:\?|$)/
const EVENTS = /(?<!\/ofrep)\/v1\/events(?:\?|$)/
const SETTLE_MS = 200

/** A page whose flags a test forces. */
export interface ForcedPage {
  /**
   * Forces these flags too; other ones that were forced stay so. A page that is open asks
   * again and shows them.
   *
   * @throws SluiceError when the manifest does not hold what is named
   */
  force(forced: ForcedFlags): Promise<void>
  /** Forces nothing any more. */
  release(): Promise<void>
  /** The exposures that the page has sent; what `toHaveExposed` looks at. */
  exposures(): readonly ExposureEvent[]
  /** The outcomes that the page has sent; what `toHaveTracked` looks at. */
  tracked(): readonly OutcomeEvent[]
  /**
   * Tells what the page exercised: what it exposed, what crashed, and what it read of flags that record no
   * exposure, in the variant that it was given last. Lets the page send what it holds back, as if it went; so this is for the end.
   */
  uses(): Promise<readonly GateUse[]>
}

/**
 * Forces flags in a page, whatever client of OFREP it has, in what its service answers.
 * Where no service answers, or what answers is none, the page gets what is forced and nothing
 * else, and its events are taken. Call it before the page is opened.
 *
 * @param page - of Playwright; a page of `playwright-core` will do
 * @param manifest - the flags that there are. Default: as configured
 * @throws SluiceError when the manifest does not hold what is named
 * @example
 * const sluice = await forceFlags(page, { variants: { 'checkout-cta': 'urgent' } })
 * await page.goto('http://localhost:5173/')
 */
export async function forceFlags(
  page: PageLike,
  forced: ForcedFlags = {},
  manifest: Pick<Ruleset, 'flags'> | undefined = session.settings.manifest,
): Promise<ForcedPage> {
  let { values, variants, context } = named(forced)
  const entries = (): OfrepFlag[] =>
    entriesFor(manifest, values, variants).map(({ key, value, variant, metadata }) => ({
      key,
      // A service may say no more; what is forced is told by the metadata.
      reason: 'STATIC',
      ...(variant !== undefined && { variant }),
      ...(value !== undefined && { value }),
      metadata: { ...metadata, override: true, pierce: true },
    }))
  let mine = entries()
  let version = 1
  const unexposed = new Map<string, GateUse>()
  const events = new Map<string, SluiceEvent>()
  let isAlone = false

  await page.route(FLAGS, async (route: RouteLike) => {
    // An answer that was not changed by then would come out of an ETag.
    const { 'if-none-match': _, ...headers } = route.request().headers()
    const asked = context && { postData: withContext(route.request().postData(), context) }
    const response = await route.fetch({ headers, ...asked }).catch(() => undefined)
    const body = response?.status() === 200 ? await bodyOf(response) : undefined
    // With nothing forced, what is no answer is for the page to find out.
    if (response && !body && mine.length === 0) return route.fulfill({ response })
    isAlone = !body
    const keys = new Set(mine.map(({ key }) => key))
    const others = (body?.flags ?? []).filter(({ key }) => !keys.has(key))
    const flags = [...others, ...mine]
    for (const { key, variant, value, metadata } of flags) {
      // Others tell by an exposure what was drawn; a read may be anybody's.
      if (metadata?.exposure === 'off') unexposed.set(key, { flag: key, variant, value })
    }
    await answer(
      route,
      body && response ? response : nobody(version),
      JSON.stringify({ ...body, flags }),
    )
  })
  await page.route(EVENTS, async (route: RouteLike) => {
    if (!isAlone) return route.fallback()
    // A client that nobody answers holds back what it saw last.
    const accepted = eventsIn(route.request().postData()).length
    await answer(route, nobody(version), JSON.stringify({ accepted, refused: [] }))
  })
  page.on('request', (request: RequestLike) => {
    if (request.method() !== 'POST' || !EVENTS.test(request.url())) return
    for (const event of eventsIn(request.postData())) events.set(event.id, event)
  })

  const show = async (next: () => void): Promise<void> => {
    const before = [values, variants, context] as const
    next()
    try {
      mine = entries()
      version += 1
    } catch (error) {
      ;[values, variants, context] = before
      throw error
    }
    await run(page, 'dispatchEvent(new Event("online"))')
  }
  const { exposures, tracked } = subjectOf(() => [...events.values()])
  return {
    force: (more) =>
      show(() => {
        const next: NamedFlags = named(more)
        const known = { ...next.values, ...next.variants }
        values = { ...without(values, known), ...next.values }
        variants = { ...without(variants, known), ...next.variants }
        context = next.context ?? context
      }),
    release: () =>
      show(() => {
        values = {}
        variants = {}
        context = undefined
      }),
    exposures: exposures as ForcedPage['exposures'],
    tracked: tracked as ForcedPage['tracked'],
    async uses() {
      await run(page, 'dispatchEvent(new Event("pagehide"))')
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
      return usesIn([...events.values()], unexposed)
    },
  }
}

/** Asks for somebody else than the page does; what is no question of OFREP stays as it is. */
function withContext(text: string | null, context: EvaluationContext): string {
  try {
    return JSON.stringify({ ...(JSON.parse(text ?? '{}') as object), context })
  } catch {
    return text ?? ''
  }
}

/** A bulk answer, as far as it is looked at. */
type Bulk = Record<string, unknown> & { readonly flags: readonly OfrepFlag[] }

async function bodyOf(response: ResponseLike): Promise<Bulk | undefined> {
  try {
    const body: unknown = JSON.parse(await response.text())
    parseBulkResponse(body)
    return body as Bulk
  } catch {
    // A page, from a server that answers everything.
    return undefined
  }
}

/** Says what a service says beside flags; a client takes an empty answer without it for a fault. */
function nobody(version: number): Pick<ResponseLike, 'headers'> {
  return {
    headers: () => ({
      'access-control-expose-headers': `${RULESET_VERSION_HEADER},${EPOCH_HEADER}`,
      [RULESET_VERSION_HEADER]: String(version),
      [EPOCH_HEADER]: 'forced',
    }),
  }
}

async function answer(
  route: RouteLike,
  response: Pick<ResponseLike, 'headers'>,
  body: string,
): Promise<void> {
  const headers = Object.entries(response.headers()).filter(([name]) => !OF_THE_BODY.has(name))
  const open = { 'access-control-allow-origin': '*', 'content-type': 'application/json' }
  await route.fulfill({ status: 200, headers: { ...open, ...Object.fromEntries(headers) }, body })
}

/** True of another body. */
const OF_THE_BODY: ReadonlySet<string> = new Set(['etag', 'content-length', 'content-encoding'])

function eventsIn(text: string | null): readonly SluiceEvent[] {
  try {
    const { events } = JSON.parse(text ?? '') as { events?: unknown }
    return Array.isArray(events) ? (events as SluiceEvent[]) : []
  } catch {
    // Another endpoint of that name.
    return []
  }
}

function usesIn(
  events: readonly SluiceEvent[],
  unexposed: ReadonlyMap<string, GateUse>,
): readonly GateUse[] {
  const uses = events.flatMap((event): GateUse[] => {
    if (event.type === 'exposure' || event.type === 'crash')
      return [{ flag: event.flag, variant: event.variant }]
    if (event.type !== 'usage') return []
    return Object.keys(event.reads).flatMap((key) => unexposed.get(key) ?? [])
  })
  return [...new Map(uses.map((use) => [JSON.stringify([use.flag, use.variant]), use])).values()]
}

/** Runs a script where there is a page to run it in. */
async function run(page: PageLike, script: string): Promise<void> {
  if (page.isClosed()) return
  await page.evaluate(script).catch(() => {
    // It went away meanwhile, and will ask when it is back.
  })
}
