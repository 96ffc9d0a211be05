import type { Context } from 'hono'
import type { Principal } from '../auth/principal.ts'
import type { Logger } from './logger.ts'
import type { HttpEnv, RegisteredRoute } from './route-definition.ts'

/** What a router asks of the rest of the service. */
export interface RouterDeps {
  /** In memory, synchronous. */
  authenticate(credential: string): Principal | undefined
  /** Whether an environment is protected; `undefined` when there is none of that key. */
  isProtected(environment: string): boolean | undefined
  /**
   * Who is signed in by the cookie of a request, for routes that people use; asked when the request
   * brings no credential.
   *
   * @throws HttpError when another site sent it
   */
  readonly signedIn?: (c: Context<HttpEnv>) => Principal | undefined
  readonly logger: Logger
  /** Every route of the service ends up here; share one array between routers. */
  readonly routes: RegisteredRoute[]
  /** Answers a thrown value; problem documents unless given. */
  readonly onError?: (error: unknown, c: Context<HttpEnv>) => Response
}
