import { expect, it, onTestFinished, vi } from 'vitest'
import readme from '../README.md?raw'
import { createFakeService, flag } from '../test/service.ts'
import '../test/strict-page.ts'

it('shows a first gate that works', async () => {
  const firstGate = await import('../test/first-gate.tsx?raw')
  expect(readme).toContain(firstGate.default)
  const service = createFakeService([flag('new-checkout', true)])
  vi.stubGlobal('fetch', service.fetch)
  document.body.innerHTML = '<div id="app"></div>'
  // Here is an app and nobody who acts: it draws when its answer comes.
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  onTestFinished(() => {
    globalThis.IS_REACT_ACT_ENVIRONMENT = true
  })
  await import('../test/first-gate.tsx')
  await vi.waitFor(() => expect(document.body.textContent).toBe('The new checkout'))
})
