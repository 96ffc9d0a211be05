import type { Configuration } from 'openid-client'
import { HttpError } from '../../http/http-error.ts'
import type { Logger } from '../../http/logger.ts'
import { isOwnMachine, type OpenIdOptions } from './openid-options.ts'
import { createSealedFlows } from './sealed-flow.ts'

/** How long somebody may take at the provider, in milliseconds. */
export const FLOW_MS: number = 10 * 60_000

const TIMEOUT_S = 10

/** Who somebody is to a provider, which has verified it. */
export interface OpenIdPerson {
  /** The provider and its own name of the person, which never changes there. */
  readonly subject: string
  readonly email: string
}

/** Signing in by OpenID Connect: the authorization code with PKCE. */
export interface OpenId {
  readonly name: string
  /**
   * Begins to sign somebody in.
   *
   * @returns where the browser goes, and what its cookie holds meanwhile
   * @throws HttpError `OPENID_UNAVAILABLE`
   */
  begin(redirectUri: string): Promise<{ readonly url: URL; readonly secret: string }>
  /**
   * Ends it with what the provider answered; each beginning has one end.
   *
   * @param secret - of the cookie of the browser that began
   * @param search - the query that the provider sent the browser back with
   * @returns `undefined` where it does not fit, or the provider refused
   */
  finish(secret: string, search: string): Promise<OpenIdPerson | undefined>
}

/** Makes it from what the provider says of itself, when somebody first asks. */
export function createOpenId(
  options: OpenIdOptions,
  { now, logger }: { readonly now: () => number; readonly logger: Logger },
): OpenId {
  const { issuer, clientId, clientSecret, name = new URL(options.issuer).host } = options
  const flows = createSealedFlows(now)
  let found: Promise<Configuration> | undefined
  const discovered = async (): Promise<Configuration> => {
    // Loaded by those alone who use it.
    const client = await import('openid-client')
    const url = new URL(issuer)
    found ??= client.discovery(url, clientId, clientSecret, undefined, {
      timeout: TIMEOUT_S,
      // oxlint-disable-next-line typescript/no-deprecated -- marked so that it stands out: it is for this machine alone
      ...(isOwnMachine(url) && { execute: [client.allowInsecureRequests] }),
    })
    try {
      return await found
    } catch (error) {
      found = undefined
      logger.warn({ err: error, issuer }, 'the provider of OpenID Connect does not answer')
      throw new HttpError(
        'OPENID_UNAVAILABLE',
        `${name} does not answer now. Try again, or sign in with a password.`,
        { status: 503, cause: error },
      )
    }
  }
  return {
    name,
    async begin(redirectUri) {
      const config = await discovered()
      const client = await import('openid-client')
      const flow = {
        redirectUri,
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
        until: now() + FLOW_MS,
      }
      const secret = flows.seal(flow)
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid email',
        code_challenge: await client.calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
        state: flow.state,
        nonce: flow.nonce,
      })
      return { url, secret }
    },
    async finish(secret, search) {
      const flow = flows.open(secret)
      if (flow === undefined) return undefined
      const config = await discovered()
      const client = await import('openid-client')
      try {
        const tokens = await client.authorizationCodeGrant(
          config,
          new URL(`${flow.redirectUri}${search}`),
          {
            expectedState: flow.state,
            expectedNonce: flow.nonce,
            pkceCodeVerifier: flow.verifier,
            idTokenExpected: true,
          },
        )
        const claims = tokens.claims()
        if (claims === undefined) return undefined
        const own =
          claims['email'] === undefined
            ? await client.fetchUserInfo(config, tokens.access_token, claims.sub)
            : claims
        return personOf(claims.iss, claims.sub, own)
      } catch (error) {
        logger.warn({ err: error, issuer }, 'signing in by OpenID Connect failed')
        return undefined
      }
    },
  }
}

/** An address that nobody verified could be that of somebody else. */
function personOf(
  issuer: string,
  sub: string,
  claims: Readonly<Record<string, unknown>>,
): OpenIdPerson | undefined {
  const { email, email_verified: isVerified } = claims
  if (typeof email !== 'string' || isVerified !== true) return undefined
  return { subject: `${issuer} ${sub}`, email }
}
