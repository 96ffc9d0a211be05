import { Component, type ErrorInfo, type ReactNode } from 'react'

/**
 * Told of a crash.
 *
 * @param hasLeft - whether what crashed was not drawn any more: it cleaned up
 */
export type OnCrash = (error: unknown, info: ErrorInfo, hasLeft: boolean) => void

interface CrashBoundaryProps {
  /** `undefined` once nothing is drawn here: then whoever was told before is told still. */
  readonly onCrash: OnCrash | undefined
  /** Errors of another class go on to the boundary above. Default: none does. */
  readonly only?: new (...args: never[]) => Error
  /** Drawn after a crash. Default: nothing. */
  readonly instead?: ReactNode
  readonly children?: ReactNode
}

interface CrashState {
  readonly crash?: readonly [error: unknown] | undefined
  /** Of what is drawn, or was last. */
  readonly onCrash?: OnCrash
}

/**
 * Draws nothing after a crash and tells its parent, which puts the control in
 * its place before the browser paints. The control stands outside, so that its
 * own errors reach the app's boundary.
 *
 * What throws as it leaves the page is caught by a boundary that stays. So this one
 * does, with nothing in it.
 */
export class CrashBoundary extends Component<CrashBoundaryProps, CrashState> {
  static getDerivedStateFromError(error: unknown): CrashState {
    return { crash: [error] }
  }

  static getDerivedStateFromProps({ onCrash }: CrashBoundaryProps): CrashState {
    // What left badly may be drawn here again, for another client.
    return onCrash ? { onCrash } : { crash: undefined }
  }

  override state: CrashState = {}

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    this.state.onCrash?.(error, info, !this.props.onCrash)
  }

  override render(): ReactNode {
    const { only, instead, children } = this.props
    const { crash } = this.state
    if (only && crash && !(crash[0] instanceof only)) throw crash[0]
    return crash ? instead : children
  }
}
