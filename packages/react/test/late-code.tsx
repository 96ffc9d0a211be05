import { act, render, type RenderResult } from '@testing-library/react'
import { StrictMode, useState, type ReactElement } from 'react'
import { vi, type Mock } from 'vitest'
import { SluiceProvider, type SluiceClient } from '../src/index.ts'
import { flag } from './service.ts'

/** What the treatment takes. */
export interface Price {
  readonly price?: number
}

/** A treatment with a state of its own. */
export function Urgent({ price = 0 }: Price): ReactElement {
  const [count, setCount] = useState(0)
  return (
    <button type="button" onClick={() => setCount(count + 1)}>
      {`hurry ${price} ${count}`}
    </button>
  )
}

/** What a bundler makes of the file of the treatment. */
export interface Code {
  readonly default: typeof Urgent
}

/** Code that comes when it is told to. */
export interface LateCode {
  readonly load: Mock<() => Promise<Code>>
  readonly arrive: (component?: typeof Urgent) => Promise<void>
  readonly fail: (error: unknown) => Promise<void>
}

/** Makes code that has not come yet. */
export function createCode(): LateCode {
  const { promise, resolve, reject } = Promise.withResolvers<Code>()
  return {
    load: vi.fn<() => Promise<Code>>(async () => promise),
    arrive: async (component = Urgent) => act(async () => resolve({ default: component })),
    fail: async (error) => act(async () => reject(error)),
  }
}

/** The flag that decides which treatment is shown. */
export const cta = (variant: string): ReturnType<typeof flag> =>
  flag('checkout-cta', `value of ${variant}`, variant)

/** Puts a page on the screen as an app in development does. */
export const show = async (client: SluiceClient, page: ReactElement): Promise<RenderResult> =>
  act(async () =>
    render(
      <StrictMode>
        <SluiceProvider client={client}>{page}</SluiceProvider>
      </StrictMode>,
    ),
  )
