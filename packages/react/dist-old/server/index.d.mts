import { EvaluationContext, EvaluationDetails } from '@sluice/core'
import { Bootstrap, FlagKey, FlagValue, GateKey, ReadValue, SluiceContext } from '@sluice/client'
import { ReactElement } from 'react'
/** How the cookie is set. */
interface AnonymousCookieOptions {
  /** Whether it travels over HTTPS alone. Default `true`; `false` for `http://` on your own machine. */
  readonly isSecure?: boolean
  /** Default: this host alone. With `example.com` every host below shares who somebody is. */
  readonly domain?: string
}
/** Makes a random id for somebody who is not known. */
export declare function createAnonymousKey(): string
/**
 * Reads the id of somebody who was here before.
 *
 * @param cookies - the `Cookie` header of a request; in a browser, `document.cookie`
 * @returns `undefined` when there is none, or one that `anonymousKeyCookie` does not write:
 *   an id has 16 to 64 characters out of `A-Z`, `a-z`, `0-9`, `_` and `-`
 */
export declare function readAnonymousKey(cookies: string | null | undefined): string | undefined
/**
 * Writes the line of a `Set-Cookie` header that lets server and browser agree on
 * the next visit too. Scripts may read it, so that a page which no server draws
 * can begin with it; it is a random id and opens nothing.
 *
 * @param key - 16 to 64 characters out of `A-Z`, `a-z`, `0-9`, `_` and `-`, as
 *   `createAnonymousKey` makes it
 * @throws SluiceError `BAD_ANONYMOUS_KEY` for another key, which `readAnonymousKey` would not take
 */
export declare function anonymousKeyCookie(key: string, options?: AnonymousCookieOptions): string
/**
 * Where a browser finds the code of treatments that are loaded: addresses by flag
 * key and variant. A bundler's manifest knows them.
 */
type TreatmentModules = Readonly<
  Record<string, Readonly<Record<string, string | readonly string[]>>>
>
/**
 * Writes the element of `SluiceBootstrap` as HTML, for a template that React does
 * not draw.
 *
 * @param flags - what `evaluateFlags` gave for this request
 * @param nonce - of the page's Content-Security-Policy, where it asks for one
 * @param modules - the code of treatments that are loaded: what this request is served of it is preloaded
 */
export declare function bootstrapHtml(
  flags: {
    readonly bootstrap: Bootstrap
  },
  nonce?: string,
  modules?: TreatmentModules,
): string
/** What flags are evaluated by: a node of `@sluice/node`, or anything that does the same. */
interface FlagSource {
  /** Evaluates every flag that a page may see. */
  evaluateAll(context: EvaluationContext): Bootstrap
}
/** The flags of one request: evaluated once, read as often as you like. */
interface ServerFlags {
  /** For the client of the page: by `SluiceBootstrap`, or as the property of a client component. */
  readonly bootstrap: Bootstrap
  /**
   * Tells whether a gate is open. No hook, so it works in a server component too.
   *
   * @param defaultValue - today's behaviour; `false` unless given
   */
  gate(key: GateKey, defaultValue?: boolean): boolean
  /** Gives the value of a flag, typed from its key; the default when there is none of its type. */
  variant<K extends FlagKey, D extends FlagValue<K>>(key: K, defaultValue: D): ReadValue<K, D>
  /** As `variant`, with the variant's name, reason and error. */
  details<K extends FlagKey, D extends FlagValue<K>>(
    key: K,
    defaultValue: D,
  ): EvaluationDetails<ReadValue<K, D>>
}
/**
 * Evaluates every flag once for a request. What is drawn from it and what the
 * browser starts with are the same values, whatever changes meanwhile.
 *
 * Without a `targetingKey` the `anonymousKey` stands for it; without both this
 * page view is somebody new, and the browser takes that over.
 *
 * @example
 * const flags = evaluateFlags(sluice, { anonymousKey: readAnonymousKey(cookies) })
 * flags.gate('new-checkout')
 */
export declare function evaluateFlags(source: FlagSource, context: SluiceContext): ServerFlags
/** What `SluiceBootstrap` takes. */
interface SluiceBootstrapProps {
  /** What `evaluateFlags` gave for this request. */
  readonly flags: {
    readonly bootstrap: Bootstrap
  }
  /** Of the page's Content-Security-Policy, where it asks for one. */
  readonly nonce?: string | undefined
  /** The code of treatments that are loaded: what this request is served of it is preloaded. */
  readonly modules?: TreatmentModules | undefined
}
/**
 * Carries the values of this request to the browser, where `readBootstrap` finds
 * them. It is data and no code. Put it into the shell, before the app.
 */
export declare function SluiceBootstrap({
  flags,
  nonce,
  modules,
}: SluiceBootstrapProps): ReactElement
/** What `StaticFlags` takes. */
interface StaticFlagsProps {
  /** The variants that the static page draws, by flag key. */
  readonly drawn: Readonly<Record<string, string>>
  /**
   * How long somebody who was never here may wait for their variant, milliseconds.
   * Default 0: they see what is static first.
   */
  readonly firstVisitMs?: number
  /** Of the page's Content-Security-Policy, where it asks for one. */
  readonly nonce?: string | undefined
}
/**
 * Keeps a page that was drawn for nobody in particular from flashing. Put it into
 * the head and mark the regions with `data-sluice-flag="…"`: before the first
 * paint a region is made invisible, and keeps its place, when what this browser
 * showed last is another variant than the one drawn. `StaticRegions` shows it
 * again in the commit that draws the right one. Without scripts nothing is hidden.
 */
export declare function StaticFlags({ drawn, firstVisitMs, nonce }: StaticFlagsProps): ReactElement
export type {
  AnonymousCookieOptions,
  FlagSource,
  ServerFlags,
  SluiceBootstrapProps,
  StaticFlagsProps,
  TreatmentModules,
}
//# sourceMappingURL=index.d.mts.map
