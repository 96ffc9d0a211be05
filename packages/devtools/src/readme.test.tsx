import { createLocalClient } from '@sluice/client/local'
import { Gate, SluiceProvider, type SluiceClient } from '@sluice/react'
import { act, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, expect, it, vi } from 'vitest'
import { mountWithOptions } from '../test/mount-with-options.ts'
import { SluiceDevtools } from './index.ts'
import { sluiceDevtoolsPlugin } from './tanstack.ts'

const App = (): ReactElement => <Gate flag="new-checkout">The new checkout</Gate>
const client: SluiceClient = createLocalClient({ values: { 'new-checkout': true } })
const overlays = (): number => document.querySelectorAll('sluice-devtools').length

afterEach(() => {
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

it('shows an overlay beside an app, and takes it away with the app', () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  act(() =>
    root.render(
      <SluiceProvider client={client}>
        <App />
        <SluiceDevtools />
      </SluiceProvider>,
    ),
  )
  expect(document.body.textContent).toContain('The new checkout')
  expect(overlays()).toBe(1)
  act(() => root.unmount())
  expect(overlays()).toBe(0)
})

it('shows an overlay with what a manifest says', () => {
  const handle = mountWithOptions(client)
  expect(overlays()).toBe(1)
  handle.unmount()
  expect(overlays()).toBe(0)
})

it('is a plugin by one call', () => {
  const plugin = sluiceDevtoolsPlugin(client)
  expect(plugin).toMatchObject({ id: 'sluice', name: 'Sluice' })
})
