import { Component, type ErrorInfo, type ReactNode } from 'react'

interface CrashBoundaryProps {
  readonly onCrash: (error: unknown, info: ErrorInfo) => void
  /** Errors of another class go on to the boundary above. Default: none does. */
  readonly only?: new (...args: never[]) => Error
  /** Drawn after a crash. Default: nothing. */
  readonly instead?: ReactNode
  readonly children: ReactNode
}

interface CrashState {
  readonly crash?: readonly [error: unknown]
}

/**
 * Draws nothing after a crash and tells its parent, which puts the control in
 * its place before the browser paints. The control stands outside, so that its
 * own errors reach the app's boundary.
 */
export class CrashBoundary extends Component<CrashBoundaryProps, CrashState> {
  static getDerivedStateFromError(error: unknown): CrashState {
    return { crash: [error] }
  }

  override state: CrashState = {}

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    this.props.onCrash(error, info)
  }

  override render(): ReactNode {
    const { only, instead, children } = this.props
    const { crash } = this.state
    if (only && crash && !(crash[0] instanceof only)) throw crash[0]
    return crash ? instead : children
  }
}
