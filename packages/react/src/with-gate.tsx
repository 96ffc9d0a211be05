import type { GateKey } from '@sluice/client'
import {
  forwardRef,
  type ComponentPropsWithRef,
  type ComponentType,
  type FunctionComponent,
  type ReactNode,
} from 'react'
import type { ExposureOptions } from './exposure/policy.ts'
import { Gate } from './Gate.tsx'

/** What stands before a component, and what is there in its place. */
export interface WithGateOptions<P> extends ExposureOptions {
  readonly flag: GateKey
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
// oxlint-disable-next-line typescript/no-explicit-any -- React's own bound for what has props
export function withGate<C extends ComponentType<any>>(
  Component: C,
  { flag, fallback, exposure }: WithGateOptions<ComponentPropsWithRef<C>>,
): FunctionComponent<ComponentPropsWithRef<C>> {
  const Treatment: ComponentType = Component
  const Control = isComponent(fallback) ? (fallback as ComponentType) : undefined
  const Gated = forwardRef<unknown, object>((props, ref) => {
    // A function component of React 18 takes no ref, and says so.
    const given = ref === null ? props : { ...props, ref }
    return (
      <Gate
        flag={flag}
        exposure={exposure}
        fallback={Control ? <Control {...given} /> : (fallback as ReactNode)}
      >
        <Treatment {...given} />
      </Gate>
    )
  })
  Gated.displayName = `withGate(${Component.displayName ?? Component.name})`
  return Gated as never
}

/** Tells a component from something to draw: what `memo`, `forwardRef` and `lazy` give has no key. */
function isComponent<P>(node: ComponentType<P> | ReactNode): node is ComponentType<P> {
  return (
    typeof node === 'function' ||
    (typeof node === 'object' && node !== null && '$$typeof' in node && !('key' in node))
  )
}
