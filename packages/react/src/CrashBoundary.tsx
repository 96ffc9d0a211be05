import { Component, type ErrorInfo, type ReactNode } from 'react'

interface CrashBoundaryProps {
  readonly onCrash: (error: unknown, info: ErrorInfo) => void
  readonly children: ReactNode
}

/**
 * Draws nothing after a crash and tells its parent, which puts the control in
 * its place before the browser paints. The control stands outside, so that its
 * own errors reach the app's boundary.
 */
export class CrashBoundary extends Component<CrashBoundaryProps, { readonly crashed?: true }> {
  static getDerivedStateFromError(): { readonly crashed: true } {
    return { crashed: true }
  }

  override state: { readonly crashed?: true } = {}

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    this.props.onCrash(error, info)
  }

  override render(): ReactNode {
    return this.state.crashed ? null : this.props.children
  }
}
