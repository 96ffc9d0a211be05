import { Component, type ErrorInfo, type ReactNode } from 'react'

interface CrashBoundaryProps {
  /** Names what is tried; another name is another attempt. */
  readonly treatment: string
  readonly onCrash: (error: unknown, componentStack: string | null | undefined) => void
  readonly children: ReactNode
}

interface CrashBoundaryState {
  readonly treatment: string
  readonly crashed: boolean
}

/**
 * Draws nothing after a crash and tells its parent, which puts the control in
 * its place before the browser paints. The control stands outside, so that its
 * own errors reach the app's boundary.
 */
export class CrashBoundary extends Component<CrashBoundaryProps, CrashBoundaryState> {
  static getDerivedStateFromError(): Partial<CrashBoundaryState> {
    return { crashed: true }
  }

  static getDerivedStateFromProps(
    { treatment }: CrashBoundaryProps,
    state: CrashBoundaryState,
  ): CrashBoundaryState | null {
    return treatment === state.treatment ? null : { treatment, crashed: false }
  }

  override state: CrashBoundaryState = { treatment: this.props.treatment, crashed: false }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    this.props.onCrash(error, componentStack)
  }

  override render(): ReactNode {
    return this.state.crashed ? null : this.props.children
  }
}
