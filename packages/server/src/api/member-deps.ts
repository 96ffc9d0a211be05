import type { OpenId } from '../members/openid/openid.ts'
import type { Sessions } from '../members/sessions.ts'
import type { ApiDeps } from './api-deps.ts'

/** What the routes about people need beside the rest. */
export interface MemberDeps extends ApiDeps {
  readonly sessions: Sessions
  /** Where clients reach the service when that is another address. */
  readonly publicUrl: string | undefined
  /** The provider of OpenID Connect, where there is one. */
  readonly openId?: OpenId | undefined
}
