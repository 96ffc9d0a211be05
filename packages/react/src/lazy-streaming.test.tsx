import { act, fireEvent } from '@testing-library/react'
import type { ReactElement } from 'react'
import { hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { renderToReadableStream } from 'react-dom/server.browser'
import { afterEach, expect, it, vi } from 'vitest'
import { createCode, cta, Urgent, type Code } from '../test/late-code.tsx'
import { createFakeService, createTestClient, flag } from '../test/service.ts'
import { takeConsole } from '../test/strict-page.ts'
import { Gate, SluiceProvider, Variant, type SluiceClient } from './index.ts'

let root: Root | undefined
afterEach(() => {
  act(() => root?.unmount())
  root = undefined
})

/** No app has a server and a browser in one process, of which React warns. */
function ignoreSecondRenderer(): void {
  for (const [line] of takeConsole().errors) expect(line).toContain('multiple renderers')
}

/** Draws a page as a server does that streams. */
async function stream(page: ReactElement): Promise<string> {
  const chunks = await renderToReadableStream(page)
  await chunks.allReady
  const html = await new Response(chunks).text()
  return html
}

it('goes on with what the server drew while the code is loaded, and wakes it up then', async () => {
  const flags = [cta('urgent'), flag('new-checkout', true)]
  const service = createFakeService(flags)
  service.hold()
  const bootstrap = { flags, version: 1, epoch: 'test' }
  const page = (client: SluiceClient, load: () => Promise<Code>) => (
    <SluiceProvider client={client}>
      <Variant flag="checkout-cta" cases={{ control: 'plain', urgent: load }} pending="skeleton" />
      <Gate flag="new-checkout" fallback="old">
        {load}
      </Gate>
    </SluiceProvider>
  )
  const server = createTestClient(service, { bootstrap })
  const container = document.createElement('div')
  document.body.append(container)
  container.innerHTML = await stream(page(server, async () => ({ default: Urgent })))
  const drawn = container.innerHTML
  expect(container.textContent).toBe('hurry 0 0hurry 0 0')
  const [button] = container.querySelectorAll('button')

  const code = createCode()
  const browser = createTestClient(service, { bootstrap })
  const recovered = vi.fn()
  await act(async () => {
    root = hydrateRoot(container, page(browser, code.load), { onRecoverableError: recovered })
  })
  expect(container.innerHTML).toBe(drawn)
  expect(code.load).toHaveBeenCalled()
  await code.arrive()
  expect(container.innerHTML).toBe(drawn)
  fireEvent.click(button!)
  expect(container.querySelector('button')).toBe(button)
  expect(container.textContent).toBe('hurry 0 1hurry 0 0')
  expect(recovered).not.toHaveBeenCalled()
  container.remove()
  ignoreSecondRenderer()
})

it('draws what is pending where a server waits for no code, and loads it in the browser', async () => {
  const flags = [cta('urgent')]
  const service = createFakeService(flags)
  service.hold()
  const client = createTestClient(service, { bootstrap: { flags, version: 1, epoch: 'test' } })
  const page = (
    <SluiceProvider client={client}>
      <Variant
        flag="checkout-cta"
        cases={{ control: 'plain', urgent: async () => Urgent }}
        pending="skeleton"
      />
    </SluiceProvider>
  )
  const container = document.createElement('div')
  container.innerHTML = renderToString(page)
  expect(container.textContent).toBe('skeleton')
  await act(async () => {
    // React tells that the server did not finish this part.
    root = hydrateRoot(container, page, { onRecoverableError: () => {} })
  })
  expect(container.textContent).toBe('hurry 0 0')
  ignoreSecondRenderer()
})
