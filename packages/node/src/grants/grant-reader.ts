import type { EvaluationContext } from '@sluice/core'
import { readGrantClaims, type GrantAnswer } from '@sluice/core/grants'
import { platform, type Environment } from '../environment.ts'
import { forcedNode, type Evaluating } from '../forced-node.ts'
import type { SluiceNode } from '../node.ts'
import type { Service } from '../sync/request.ts'
import { askGrant, refuseGrant, type AskedGrant } from './ask-grant.ts'

const COOKIE = /(?:^|; ?)sluice-grant=([^;]*)/

/** How long an answer about a grant is taken for true: the longest that a revoked one works on, milliseconds. */
const KEPT_MS = 10_000

/** How many answers are kept; testers are few. */
const KEPT_ANSWERS = 1_000

const TIMEOUT_MS = 1_000

/** How a reader of grants is made. */
export interface GrantReaderOptions extends Service {
  /** How long the service may take to answer about a grant, milliseconds. Default 1000; then the page is drawn without it. */
  readonly timeoutMs?: number
  /** Used instead of the global `fetch`. */
  readonly fetch?: typeof fetch
  /** Clock and network. Default: the platform's. */
  readonly environment?: Partial<Pick<Environment, 'fetch' | 'now'>>
}

/** A node as one request sees it, with what its grant forces. */
export interface GrantedNode extends Evaluating {
  /** What the service made of the grant; `undefined` when there was none. */
  readonly grant: GrantAnswer | undefined
}

/** Finds out what grants are worth. */
export interface GrantReader {
  /**
   * Gives a node as the bearer of a grant is to see it. Without a token nobody is
   * asked. Never rejects: a grant that does not work changes nothing, and `grant` says why.
   *
   * @param token - as `readGrant` finds it
   * @param context - as it is evaluated for, with `targetingKey` and `anonymousKey`: by these
   *   the service knows whose exposures do not count
   * @param page - the address of the page that is drawn: a grant for other origins is refused.
   *   Without it, that is not looked at
   */
  apply(
    node: SluiceNode,
    token: string | undefined,
    context: EvaluationContext,
    page?: string,
  ): Promise<GrantedNode>
}

/**
 * Finds the token of a grant in the cookies of a request, where
 * `acceptGrants(client, { cookie: true })` keeps it.
 *
 * @param cookies - the `Cookie` header
 */
export function readGrant(cookies: string | null | undefined): string | undefined {
  const token = COOKIE.exec(cookies ?? '')?.[1]
  return token === '' ? undefined : token
}

/**
 * Makes a reader of grants. One a process is enough.
 *
 * @example
 * const grants = createGrantReader({ url, serverKey })
 * const granted = await grants.apply(sluice, readGrant(cookies), context)
 * const flags = evaluateFlags(granted, context)
 */
export function createGrantReader(options: GrantReaderOptions): GrantReader {
  const { serverKey, timeoutMs = TIMEOUT_MS } = options
  const service = { url: options.url.replace(/\/+$/, ''), serverKey }
  const send = options.fetch ?? options.environment?.fetch ?? platform.fetch
  const { now } = { ...platform, ...options.environment }
  const known = new Map<string, { readonly at: number; readonly asked: Promise<AskedGrant> }>()

  const ask = (token: string, context: EvaluationContext): Promise<AskedGrant> => {
    // Anybody can write a cookie; what is no grant costs the service nothing.
    if (readGrantClaims(token) === undefined) return Promise.resolve(NONE)
    const key = JSON.stringify([token, context])
    const last = known.get(key)
    if (last !== undefined && now() - last.at < KEPT_MS) return last.asked
    const asked = askGrant(service, send, token, context, timeoutMs)
    if (known.size >= KEPT_ANSWERS) known.clear()
    known.set(key, { at: now(), asked })
    return asked
  }

  return {
    async apply(node, token, context, page) {
      if (token === undefined) return granted(node, undefined)
      // What the token says may be forged; then the service refuses it.
      const { origins } = readGrantClaims(token) ?? {}
      if (page !== undefined && origins && !origins.includes(originOf(page)))
        return granted(node, elsewhere(origins))
      return granted(node, await ask(token, context))
    },
  }
}

function originOf(page: string): string {
  return URL.canParse(page) ? new URL(page).origin : ''
}

function elsewhere(origins: readonly string[]): AskedGrant {
  return refuseGrant('GRANT_ELSEWHERE', `This grant is for pages of ${origins.join(' and ')}.`)
}

const NONE = refuseGrant('GRANT_INVALID', 'This is no grant, or one that was cut off.')

function granted(node: SluiceNode, asked: AskedGrant | undefined): GrantedNode {
  const forced = asked?.forced ?? NOTHING_FORCED
  return { grant: asked?.answer, ...forcedNode(node, () => forced) }
}

const NOTHING_FORCED: AskedGrant['forced'] = new Map()
