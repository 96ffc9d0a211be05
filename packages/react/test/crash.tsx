import { Component, useEffect, useLayoutEffect, type ErrorInfo, type ReactNode } from 'react'

/** Throws in the phase it is told, with the message it is told. */
export function Crash({
  during,
  message = 'broken treatment',
}: {
  readonly during: 'render' | 'layout effect' | 'effect'
  readonly message?: string
}): ReactNode {
  if (during === 'render') throw new Error(message)
  useLayoutEffect(() => {
    if (during === 'layout effect') throw new Error(message)
  })
  useEffect(() => {
    if (during === 'effect') throw new Error(message)
  })
  return 'treatment'
}

interface AppBoundaryProps {
  readonly children: ReactNode
}

/** The boundary that an app has of its own; draws the message of what it caught. */
export class AppBoundary extends Component<AppBoundaryProps, { readonly caught?: string }> {
  static getDerivedStateFromError(error: Error): { readonly caught: string } {
    return { caught: error.message }
  }

  override state: { readonly caught?: string } = {}
  /** The component stacks of what was caught. */
  readonly stacks: string[] = []

  override componentDidCatch(_error: Error, { componentStack }: ErrorInfo): void {
    this.stacks.push(componentStack ?? '')
  }

  override render(): ReactNode {
    return this.state.caught === undefined ? this.props.children : `app: ${this.state.caught}`
  }
}
