import { Component, type ReactNode } from 'react'

interface BoundaryProps {
  readonly close: (() => void) | undefined
  readonly children: ReactNode
}

/** Shows what failed in the panel, and how to go on. */
export class Boundary extends Component<BoundaryProps, { readonly error?: unknown }> {
  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error: error ?? new Error('nothing was said') }
  }

  override state: { readonly error?: unknown } = {}

  override render(): ReactNode {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <section className="panel fault" aria-label="Sluice devtools">
        <p role="alert">
          The devtools failed, and the page goes on without them:{' '}
          {error instanceof Error ? error.message : 'no reason was given'}
        </p>
        <p className="bar">
          <button type="button" onClick={() => this.setState({ error: undefined })}>
            Try again
          </button>
          <button type="button" onClick={this.props.close}>
            Close
          </button>
        </p>
      </section>
    )
  }
}
