import { StrictMode, type ReactElement } from 'react'
import { hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server.browser'
import { afterEach, expect, it, vi } from 'vitest'
import {
  closeClients,
  createFakeService,
  createTestClient,
  flag,
  readyClient,
} from '../test/service.ts'
import { Gate, SluiceProvider, useGate, type SluiceClient } from './index.ts'

const bootstrap = { flags: [flag('new-checkout', true)], version: 1, epoch: 'test' }

let root: Root | undefined

afterEach(() => {
  root?.unmount()
  closeClients()
  document.body.replaceChildren()
})

function Page(): ReactElement {
  return (
    <Gate flag="new-checkout" fallback={`${useGate('new-checkout')} old`}>
      {`${useGate('new-checkout')} new`}
    </Gate>
  )
}

const app = (client: SluiceClient): ReactElement => (
  <StrictMode>
    <SluiceProvider client={client}>
      <Page />
    </SluiceProvider>
  </StrictMode>
)

/** What each frame shows from now on, without repeats. */
function frames(container: HTMLElement): string[] {
  const seen: string[] = []
  const look = (): void => {
    if (container.textContent !== seen.at(-1)) seen.push(container.textContent)
    if (container.isConnected) requestAnimationFrame(look)
  }
  look()
  return seen
}

it.each(['has answered already', 'answers later'])(
  'paints what the server drew first, and then the newer value, when the service %s',
  async (when) => {
    globalThis.IS_REACT_ACT_ENVIRONMENT = false
    const printed = vi.spyOn(console, 'error')
    const service = createFakeService([flag('new-checkout', false)])
    const letGo = when === 'answers later' ? service.hold() : undefined
    const browser = letGo
      ? createTestClient(service, { bootstrap })
      : await readyClient(service, { bootstrap })
    const container = document.createElement('main')
    document.body.append(container)
    container.innerHTML = renderToString(app(createTestClient(service, { bootstrap })))
    const seen = frames(container)
    const recovered = vi.fn<() => void>()
    root = hydrateRoot(container, app(browser), { onRecoverableError: recovered })
    await new Promise(requestAnimationFrame)
    await new Promise(requestAnimationFrame)
    letGo?.()
    await vi.waitFor(() => expect(seen.at(-1)).toBe('false old'))
    expect(seen).toEqual(['true new', 'false old'])
    expect(recovered).not.toHaveBeenCalled()
    expect(printed).not.toHaveBeenCalled()
  },
)
