import {
  act,
  cleanup,
  render,
  type queries,
  type Queries,
  type RenderOptions,
  type RenderResult,
} from '@testing-library/react'
import { SluiceProvider } from '@sluice/react'
import type { ReactNode } from 'react'
import type { TestClientOptions } from '../client/options.ts'
import { session, takeFailures, throwNoted } from '../session.ts'
import { endTask } from '../client/task.ts'
import { createTestClient, type TestClient } from '../client/test-client.ts'

/** What `renderWithFlags` takes: what a test says about its flags, and what `render` takes. */
export type RenderWithFlagsOptions<Q extends Queries = typeof queries> = TestClientOptions &
  Omit<RenderOptions<Q>, 'queries'> & {
    readonly queries?: Q
    /** Another client to read from, made by `createTestClient`. Default: one that is made of these options. */
    readonly client?: TestClient
  }

/** What `render` gives, and the client that is read from. */
export type RenderWithFlagsResult<Q extends Queries = typeof queries> = RenderResult<Q> & {
  /** Changes flags, person and status while the test runs; React has drawn them when a call returns. */
  readonly sluice: TestClient
}

/**
 * Renders with the flags that a test names, like `render` of Testing Library.
 *
 * With the entry for a test runner, what was rendered goes with the end of the test.
 *
 * @throws SluiceError when a component reads a flag that the test does not name, or the test names one that does not exist
 * @example
 * const { sluice } = renderWithFlags(<Checkout />, { flags: { 'new-checkout': true } })
 * sluice.setFlags({ 'new-checkout': false })
 */
export function renderWithFlags<Q extends Queries = typeof queries>(
  ui: ReactNode,
  options: RenderWithFlagsOptions<Q> = {},
): RenderWithFlagsResult<Q> {
  const { client = createTestClient(options), wrapper: Outer, ...rest } = options
  // Not as the wrapper of Testing Library, since a component more is a tenth of a small test.
  const provided = (node: ReactNode): ReactNode => (
    <SluiceProvider client={client}>{Outer ? <Outer>{node}</Outer> : node}</SluiceProvider>
  )
  session.endings.add(cleanup)
  const result = drawOnce(() => render(provided(ui), rest as RenderOptions<Q>))
  // What a boundary of the app caught fails the test all the same.
  endStep()
  return {
    ...result,
    rerender: (next: ReactNode) => result.rerender(provided(next)),
    sluice: drawn(client),
  }
}

/** What is thrown here is not told once more at the end of the test. */
function drawOnce<R>(draw: () => R): R {
  try {
    return draw()
  } catch (error) {
    takeFailures()
    throw error
  }
}

/** Lets React draw what a call changes before the call returns. */
function drawn(client: TestClient): TestClient {
  const acted = <R,>(call: () => R): R => {
    let result: R
    act(() => {
      result = call()
    })
    endStep()
    return result!
  }
  return {
    ...client,
    setFlags: (flags) => acted(() => client.setFlags(flags)),
    setVariants: (variants) => acted(() => client.setVariants(variants)),
    setStatus: (status) => acted(() => client.setStatus(status)),
    setContext: (context) => acted(() => client.setContext(context)),
    reset: () => acted(() => client.reset()),
    refresh: () => acted(() => client.refresh()),
    setOverride: (key, override) => acted(() => client.setOverride(key, override)),
    removeOverride: (key) => acted(() => client.removeOverride(key)),
    clearOverrides: () => acted(() => client.clearOverrides()),
    setConsent: (consent) => acted(() => client.setConsent(consent)),
    applyScenario(scenario) {
      const undo = acted(() => client.applyScenario(scenario))
      return () => acted(undo)
    },
  }
}

/** What is on the screen after a step was seen, and what has to fail the test does so. */
function endStep(): void {
  endTask()
  throwNoted()
}
