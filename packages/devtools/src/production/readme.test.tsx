import { createLocalClient } from '@sluice/client/local'
import { afterEach, expect, it } from 'vitest'
import { mountDevtools } from '../production.ts'

const client = createLocalClient({ values: { 'new-checkout': true } })
const overlays = (): number => document.querySelectorAll('sluice-devtools').length

afterEach(() => document.body.replaceChildren())

it('puts nothing on a page without a grant, and is the one of its page until it is unmounted', () => {
  const handle = mountDevtools(client)
  expect(overlays()).toBe(0)
  expect(globalThis).toHaveProperty('sluice.devtools.enable')
  handle.unmount()
  expect(globalThis).not.toHaveProperty('sluice.devtools.enable')
})
