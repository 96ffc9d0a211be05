import {
  Bootstrap,
  Bootstrap as Bootstrap$1,
  Crash,
  FlagKey,
  FlagKey as FlagKey$1,
  FlagValue,
  FlagValue as FlagValue$1,
  GateKey,
  GateKey as GateKey$1,
  ReadValue,
  Register,
  SluiceClient,
  SluiceClient as SluiceClient$1,
  SluiceClientOptions,
  SluiceContext,
  SluiceContext as SluiceContext$1,
  SluiceStatus,
  SluiceStatus as SluiceStatus$1,
  VariantName,
  VariantName as VariantName$1,
  createSluiceClient,
} from '@sluice/client'
import {
  ComponentPropsWithRef,
  ComponentType,
  FunctionComponent,
  ReactElement,
  ReactNode,
} from 'react'
import { SluiceError } from '@sluice/core/reading'
import { EvaluationContext, EvaluationDetails, JsonValue } from '@sluice/core'
/**
 * Loads the component that draws a treatment: `() => import('./Urgent')`. It is
 * what comes, or the default export of that.
 */
type LoadTreatment<P extends object = object> = () => Promise<
  | ComponentType<P>
  | {
      readonly default: ComponentType<P>
    }
>
/** Something to draw, or a function that loads the component that draws it. */
type Drawable<P extends object = object> = ReactNode | LoadTreatment<P>
/** The props of what is loaded; asked for where a component needs any. */
type LoadedProps<P extends object> = object extends P
  ? {
      readonly props?: P | undefined
    }
  : {
      readonly props: P
    }
/** What `Gate` takes. `props` go to children that are loaded. */
type GateProps<P extends object = object> = LoadedProps<P> & {
  readonly flag: GateKey$1
  /** The control: drawn while the gate is closed, and in place of a treatment that crashed. Default: nothing. */
  readonly fallback?: ReactNode
  /**
   * The treatment: drawn while the gate is open. A function loads it only then:
   * `{() => import('./NewCheckout')}`; the fallback stands there meanwhile.
   */
  readonly children?: Drawable<P>
}
/**
 * Draws its children while a gate is open, else the fallback.
 *
 * When the children crash, in a render or an effect, the fallback takes their
 * place at once and everywhere for this session, and the client is told. A
 * fallback that crashes is an error of the app and goes to its own boundary.
 *
 * @example
 * <Gate flag="new-checkout" fallback={<OldCheckout />}>
 *   <NewCheckout />
 * </Gate>
 */
export declare function Gate<P extends object = object>({
  flag,
  fallback,
  children,
  props,
}: GateProps<P>): ReactNode
/**
 * What `Override` takes. A flag may be in both lists: then the value belongs to
 * the variant. Lists that keep their identity spare the readers below a render.
 */
interface OverrideProps {
  /** Values to serve, by flag key. `undefined` leaves a flag alone. */
  readonly values?: { readonly [K in FlagKey$1]?: FlagValue$1<K> | undefined }
  /**
   * Variants to draw, by flag key. `undefined` leaves a flag alone. Hooks that
   * want the value get it when the client holds it, or from `values`.
   */
  readonly variants?: { readonly [K in FlagKey$1]?: VariantName$1<K> | undefined }
  readonly children?: ReactNode
}
/**
 * Forces flags for everything below it, with reason `OVERRIDE`.
 *
 * Stronger than every other override, and than the service. Boundaries nest: the
 * nearest decides about the flags that it names. Works without a provider.
 *
 * @example
 * <Override values={{ 'new-checkout': true }} variants={{ 'checkout-cta': 'urgent' }}>
 *   <Checkout />
 * </Override>
 */
export declare function Override({ values, variants, children }: OverrideProps): ReactElement
/** What `SluiceProvider` takes. */
interface SluiceProviderProps {
  /**
   * Made once, outside of components, by `createSluiceClient`. The provider
   * never closes it: whoever made it does.
   */
  readonly client: SluiceClient$1
  readonly children?: ReactNode
}
/**
 * Gives the flags of a client to the hooks, gates and variants below.
 *
 * @example
 * const client = createSluiceClient({ url: 'http://127.0.0.1:4600', clientKey: 'sluice_client_demo' })
 *
 * createRoot(element).render(
 *   <SluiceProvider client={client}>
 *     <App />
 *   </SluiceProvider>,
 * )
 */
export declare function SluiceProvider({ client, children }: SluiceProviderProps): ReactElement
/** What `StaticRegions` takes. */
interface StaticRegionsProps {
  /** The flags of the regions. */
  readonly flags: readonly FlagKey$1[]
}
/**
 * Shows the regions that `StaticFlags` made invisible, in the commit that draws
 * their variants, and remembers for the next visit what was shown. Draws nothing;
 * stands once in the page, from the start.
 *
 * @example
 * <StaticRegions flags={['hero']} />
 */
export declare function StaticRegions({ flags }: StaticRegionsProps): null
/** What `Variant` takes. `props` go to cases that are loaded. */
type VariantProps<K extends FlagKey$1 = FlagKey$1, P extends object = object> = LoadedProps<P> & {
  readonly flag: K
  /**
   * What to draw for each variant. The control is the case `control`; without
   * one it is `fallback`, else the first case. A function loads its case only for
   * those who are served it: `() => import('./Urgent')`.
   */
  readonly cases: { readonly [V in VariantName$1<K>]: Drawable<P> }
  /**
   * Drawn until the first answer for this context, or until the client stops
   * waiting; and while a case is loaded that nothing stood in place of before.
   * Default: the control.
   */
  readonly pending?: ReactNode
  /** Drawn when the flag has no variant, or one without a case. Default: the control. */
  readonly fallback?: ReactNode
}
/**
 * Draws the case of the variant that a flag serves.
 *
 * When a case other than the control crashes, in a render or an effect, the
 * control takes its place at once and everywhere for this session, and the client
 * is told. A control that crashes is an error of the app and goes to its own
 * boundary.
 *
 * @example
 * <Variant
 *   flag="checkout-cta"
 *   cases={{ control: <Plain />, urgent: () => import('./Urgent') }}
 *   pending={<Skeleton />}
 * />
 */
export declare function Variant<K extends FlagKey$1, P extends object = object>({
  flag,
  cases,
  pending,
  fallback,
  props,
}: VariantProps<K, P>): ReactNode
/**
 * Reads the values with which the server drew this page, to be given to the
 * client as its `bootstrap`. The same element gives the same object.
 *
 * @returns `undefined` on a page without them, and on a server
 *
 * @example
 * const client = createSluiceClient({ url, clientKey, bootstrap: readBootstrap() })
 */
export declare function readBootstrap(): Bootstrap$1 | undefined
/** What a hook knows about a flag: the value, and how it came about. */
interface FlagDetails<T = JsonValue> extends EvaluationDetails<T> {
  /** The rule that decided; `holdout:<name>` or `prerequisite:<flag>` when one of these did. */
  readonly ruleId: string | undefined
  /** The ruleset version that last changed what the flag can serve. */
  readonly version: number | undefined
  /** Whether somebody forced the value: an `<Override>`, a test, devtools or a grant. */
  readonly override: boolean
}
/**
 * Tells whether a gate is open, and renders the component again when that changes.
 *
 * Never throws and never waits: without a provider, before the first answer and
 * for an unknown flag it gives the default.
 *
 * @param defaultValue - today's behaviour; `false` unless given
 */
export declare function useGate(key: GateKey$1, defaultValue?: boolean): boolean
/**
 * As `useGate`, with the reason why: for a line of explanation or a log. Renders
 * again when any of the details changes, so prefer `useGate` where the value is enough.
 */
export declare function useGateDetails(key: GateKey$1, defaultValue?: boolean): FlagDetails<boolean>
/** Who the flags are evaluated for, and how to say that it is somebody else. */
interface SluiceContextControls {
  /** The context as it is sent, with `targetingKey` and `anonymousKey`; empty without a provider. */
  readonly context: EvaluationContext
  /**
   * Replaces the context, as after signing in. Values of the previous person are
   * gone at once. Never rejects.
   */
  readonly setContext: (context: SluiceContext$1) => Promise<SluiceStatus$1>
  /** Signs out: a new anonymous key and no attributes. Never rejects. */
  readonly reset: () => Promise<SluiceStatus$1>
}
/**
 * Gives the evaluation context, and the functions that change it. The functions
 * keep their identity; without a provider they do nothing.
 *
 * @example
 * const { setContext, reset } = useSluiceContext()
 * const signIn = (user: User) => setContext({ targetingKey: user.id, country: user.country })
 */
export declare function useSluiceContext(): SluiceContextControls
/**
 * Tells how the client stands with its service: `starting`, `ready`, `stale`,
 * `offline`, `unauthorized` or `closed`. Without a provider it is `offline`.
 */
export declare function useSluiceStatus(): SluiceStatus$1
/**
 * As `useGate`, but suspends until the first answer for the present context, or
 * until the client stops waiting (`readyTimeoutMs`). Then the value or the default.
 *
 * Never rejects. Does not suspend when a bootstrap, the cache or an override knows
 * the flag, nor on a server, which has nothing to wait for, nor where hydration
 * goes on with what a server drew. A context that is changed inside a transition
 * leaves the old screen in place until its values are there.
 *
 * @param defaultValue - today's behaviour; `false` unless given
 *
 * @example
 * <Suspense fallback={<Skeleton />}>
 *   <Checkout /> // calls useSuspenseGate('new-checkout')
 * </Suspense>
 */
export declare function useSuspenseGate(key: GateKey$1, defaultValue?: boolean): boolean
/**
 * As `useVariant`, but suspends as `useSuspenseGate` does.
 *
 * @param defaultValue - today's behaviour, of the flag's own type
 *
 * @example
 * const label = useSuspenseVariant('checkout-cta', 'Buy now')
 */
export declare function useSuspenseVariant<K extends FlagKey$1, D extends FlagValue$1<K>>(
  key: K,
  defaultValue: D,
): ReadValue<K, D>
/**
 * Gives the value of a flag, typed from its key, and renders the component again
 * when the value changes.
 *
 * Never throws and never waits: without a provider, before the first answer, for
 * an unknown flag and for a value of another type it gives the default.
 *
 * @param defaultValue - today's behaviour, of the flag's own type
 *
 * @example
 * const label = useVariant('checkout-cta', 'Buy now')
 */
export declare function useVariant<K extends FlagKey$1, D extends FlagValue$1<K>>(
  key: K,
  defaultValue: D,
): ReadValue<K, D>
/**
 * As `useVariant`, with variant, reason, rule and version. Renders again when any
 * of them changes, so prefer `useVariant` where the value is enough.
 *
 * @example
 * const { value, variant, reason } = useVariantDetails('checkout-cta', 'Buy now')
 */
export declare function useVariantDetails<K extends FlagKey$1, D extends FlagValue$1<K>>(
  key: K,
  defaultValue: D,
): FlagDetails<ReadValue<K, D>>
/** What stands before a component, and what is there in its place. */
interface WithGateOptions<P> {
  readonly flag: GateKey$1
  /** The control: a component that takes the same props and ref, or something to draw. Default: nothing. */
  readonly fallback?: ComponentType<P> | ReactNode
}
/**
 * Makes a component that draws `Component` while a gate is open, else the fallback;
 * also in place of a `Component` that crashes. Props and ref go to whichever is
 * drawn. Make it once, outside of components.
 *
 * @example
 * const Checkout = withGate(NewCheckout, { flag: 'new-checkout', fallback: OldCheckout })
 */
export declare function withGate<C extends ComponentType<any>>(
  Component: C,
  { flag, fallback }: WithGateOptions<ComponentPropsWithRef<C>>,
): FunctionComponent<ComponentPropsWithRef<C>>
export {
  type Bootstrap,
  type Crash,
  type FlagDetails,
  type FlagKey,
  type FlagValue,
  type GateKey,
  type GateProps,
  type LoadTreatment,
  type OverrideProps,
  type Register,
  type SluiceClient,
  type SluiceClientOptions,
  type SluiceContext,
  type SluiceContextControls,
  type SluiceProviderProps,
  type SluiceStatus,
  type StaticRegionsProps,
  type VariantName,
  type VariantProps,
  type WithGateOptions,
  createSluiceClient,
}
//# sourceMappingURL=index.d.mts.map
