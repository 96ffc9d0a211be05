import { OPT_OUT_ATTRIBUTE } from '@sluice/core'
import type { SluiceClient } from '../client.ts'
import type { SluiceClientOptions } from '../options.ts'
import type { SluiceContext } from '../register.ts'
import type { SluiceStatus } from '../status.ts'
import { optOutCookie, pageCookies, readOptOut, type OptOutCookies } from './cookie.ts'

/** What a person says about experiments. */
export interface OptOut {
  /** Whether the person takes part in no experiment. */
  hasOptedOut(): boolean
  /**
   * Takes over what the person decided, for everybody who uses this browser. With `true` they get
   * the default of every experiment, and count in none, also not with what they did before.
   *
   * @returns what `ready` gives for the values that follow; never rejects
   */
  setOptOut(isOut: boolean): Promise<SluiceStatus>
}

/** What opting out needs of the options of a client. */
export type OptOutOptions = Pick<SluiceClientOptions, 'context' | 'bootstrap'>

/**
 * Makes a client that remembers who wants no part in experiments: in every context that it is
 * given, through signing in and out, and from page to page in the cookie `sluice-opt-out`.
 *
 * The cookie is written with consent only. A context that says `experimentsOptOut` itself, as from
 * a profile, is taken at its word.
 *
 * @param create - `createSluiceClient`, or another that makes clients
 * @param cookies - default: those of the page
 * @example
 * const client = withOptOut(createSluiceClient, { url, clientKey })
 */
export function withOptOut<Options extends OptOutOptions | undefined, Client extends SluiceClient>(
  create: (options: Options) => Client,
  options: NonNullable<NoInfer<Options>>,
  cookies: OptOutCookies = pageCookies,
): Client & OptOut {
  let isOut = readOptOut(cookies.read())
  const said = (context: SluiceContext | undefined): SluiceContext =>
    isOut && typeof context?.[OPT_OUT_ATTRIBUTE] !== 'boolean'
      ? { ...context, [OPT_OUT_ATTRIBUTE]: true }
      : { ...context }
  // From the first request on: nobody is drawn into an experiment until somebody else speaks.
  const client = create(
    isOut ? { ...options, context: said(options.context ?? options.bootstrap?.context) } : options,
  )
  const inner: SluiceClient = { ...client }
  const keep = (): void => {
    if (inner.consent() === 'granted') cookies.write(optOutCookie(isOut))
  }
  return Object.assign(client, {
    hasOptedOut: () => inner.context()[OPT_OUT_ATTRIBUTE] === true,
    setOptOut(next) {
      isOut = next
      keep()
      const { [OPT_OUT_ATTRIBUTE]: _, ...context } = inner.context()
      return inner.setContext(said(context))
    },
    setContext: (context, values) => inner.setContext(said(context), values),
    reset() {
      const done = inner.reset()
      return isOut ? inner.setContext(said({})) : done
    },
    setConsent(next) {
      inner.setConsent(next)
      if (next === 'granted') keep()
      else cookies.write(optOutCookie(false))
    },
  } satisfies OptOut & Pick<SluiceClient, 'setContext' | 'reset' | 'setConsent'>)
}
