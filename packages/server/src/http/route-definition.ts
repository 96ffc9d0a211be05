import type { Context } from 'hono'
import type { z } from 'zod'
import type { Permission } from '../auth/permissions.ts'
import type { Principal } from '../auth/principal.ts'

/** What the handlers of one app share through Hono's context. */
export interface HttpEnv {
  Variables: { requestId: string; principal: Principal | undefined }
}

/** What the permission of a route is asked for. */
export type RouteScope =
  /** The environment named by `{environment}` in the path. */
  | 'environment'
  /** The environment that the key of the request is bound to; for a token, none until the handler finds one. */
  | 'credential'
  /** The whole service; a key never passes. */
  | 'service'

/** A JSON body that a route takes. */
export interface BodyDefinition<S extends z.ZodType = z.ZodType> {
  readonly schema: S
  /** Bytes; 1 MiB unless given. */
  readonly limitBytes?: number
  /** `application/json` unless given. */
  readonly mediaTypes?: readonly string[]
  readonly description?: string
  /** An absent body is read as `{}`; without this it is refused. */
  readonly optional?: boolean
  /** Whether the handler checks the body itself; the schema then only documents it. */
  readonly unchecked?: boolean
  /** Whether the handler reads the body itself, whatever its media type; all of this then only documents it. */
  readonly unread?: boolean
}

/** One answer of a route. */
export interface AnswerDefinition {
  readonly description: string
  readonly schema?: z.ZodType
  /** `application/json` unless given. */
  readonly mediaType?: string
  /** Header names with their descriptions. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Everything about a route but its handler: what guards it, what it takes, what it answers. */
export interface RouteDefinition<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  H extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** With parameters in braces, as OpenAPI writes them. */
  readonly path: `/${string}`
  /** The least that a caller needs; a handler may ask for more. */
  readonly permission: Permission
  readonly scope: RouteScope
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly params?: P
  /** Unknown and repeated parameters are refused when the schema is strict. Not read when absent. */
  readonly query?: Q
  /** Names in lower case. */
  readonly headers?: H
  readonly body?: BodyDefinition<B>
  readonly answers: Readonly<Record<number, AnswerDefinition>>
  /** Answers in OpenFeature's shapes instead of problems; only for the document. */
  readonly errors?: 'problem' | 'ofrep'
}

/** What a handler is given, parsed and permitted. */
export interface RouteRequest<P, Q, H, B> {
  readonly c: Context<HttpEnv>
  readonly requestId: string
  /** `undefined` only on public routes. */
  readonly principal: Principal | undefined
  readonly params: P
  readonly query: Q
  readonly headers: H
  readonly body: B
  /**
   * Asks for a permission of the credential as it is by now: for another than the one of the
   * route, when the body turns out to need it, or for the same, after a body that was `unread`.
   *
   * @throws HttpError `FORBIDDEN`, or `UNAUTHENTICATED` when the credential was revoked meanwhile
   */
  readonly demand: (permission: Permission) => void
}

/** A route as it was registered, for tests and for the OpenAPI document. */
export type RegisteredRoute = RouteDefinition
