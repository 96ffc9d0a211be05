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
   * @param page - the whole address of the page that is drawn, as its visitor has it, or the
   *   origin of that; without it a grant that is bound to pages changes nothing
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
 * const page = 'https://shop.example'
 * const granted = await grants.apply(sluice, readGrant(cookies), context, page)
 * const flags = evaluateFlags(granted, context)
 */
export function createGrantReader(options: GrantReaderOptions): GrantReader {
  const { serverKey, timeoutMs = TIMEOUT_MS } = options
  const service = { url: options.url.replace(/\/+$/, ''), serverKey }
  const send = options.fetch ?? options.environment?.fetch ?? platform.fetch
  const { now } = { ...platform, ...options.environment }
  const known = new Map<string, { readonly at: number; readonly asked: Promise<AskedGrant> }>()

  const ask = (
    token: string,
    context: EvaluationContext,
    page: string | undefined,
  ): Promise<AskedGrant> => {
    const claims = readGrantClaims(token)
    // Anybody can write a cookie; what is no grant costs the service nothing.
    if (claims === undefined) return Promise.resolve(NONE)
    const { origins } = claims
    const origin = origins && originOf(page)
    if (origins && (origin === undefined || !origins.includes(origin)))
      return Promise.resolve(elsewhere(origins, origin))
    const key = JSON.stringify([token, context, origin])
    const last = known.get(key)
    if (last !== undefined && now() - last.at < KEPT_MS) return last.asked
    const asked = askGrant(service, send, { token, context, origin, timeoutMs })
    if (known.size >= KEPT_ANSWERS) known.clear()
    known.set(key, { at: now(), asked })
    return asked
  }

  return {
    async apply(node, token, context, page) {
      if (token === undefined) return granted(node, undefined)
      return granted(node, await ask(token, context, page))
    },
  }
}

function originOf(page = ''): string | undefined {
  const origin = URL.canParse(page) ? new URL(page).origin : 'null'
  return origin === 'null' ? undefined : origin
}

function elsewhere(origins: readonly string[], origin: string | undefined): AskedGrant {
  const untold =
    origin === undefined
      ? ', and nobody has said which page is drawn: give apply its whole address'
      : ''
  const pages = origins.join(' and ')
  return refuseGrant('GRANT_ELSEWHERE', `This grant is for pages of ${pages}${untold}.`)
}

const NONE = refuseGrant('GRANT_INVALID', 'This is no grant, or one that was cut off.')

function granted(node: SluiceNode, asked: AskedGrant | undefined): GrantedNode {
  const forced = asked?.forced ?? NOTHING_FORCED
  return { grant: asked?.answer, ...forcedNode(node, () => forced) }
}

const NOTHING_FORCED: AskedGrant['forced'] = new Map()
