import { Component, type ErrorInfo, type ReactNode } from 'react'

interface CrashBoundaryProps {
  readonly onCrash: (error: unknown, info: ErrorInfo) => void
  /** Errors of another class go on to the boundary above. Default: none does. */
  readonly only?: new (...args: never[]) => Error
  /** Drawn after a crash. Default: nothing. */
  readonly instead?: ReactNode
  readonly children: ReactNode
}

/**
 * Draws nothing after a crash and tells its parent, which puts the control in
 * its place before the browser paints. The control stands outside, so that its
 * own errors reach the app's boundary.
 */
export class CrashBoundary extends Component<
  CrashBoundaryProps,
  { readonly crash?: { readonly error: unknown } }
> {
  static getDerivedStateFromError(error: unknown): { readonly crash: { readonly error: unknown } } {
    return { crash: { error } }
  }

  override state: { readonly crash?: { readonly error: unknown } } = {}

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    this.props.onCrash(error, info)
  }

  override render(): ReactNode {
    const { only, instead, children } = this.props
    const { crash } = this.state
    if (!crash) return children
    if (only && !(crash.error instanceof only)) throw crash.error
    return instead ?? null
  }
}
