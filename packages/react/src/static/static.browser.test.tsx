import { StrictMode, type ReactElement } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToStaticMarkup, renderToString } from 'react-dom/server.browser'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createFakeService, createTestClient, flag } from '../../test/service.ts'
import '../../test/strict-page.ts'
import { SluiceProvider, StaticRegions, Variant, type SluiceClient } from '../index.ts'
import { StaticFlags } from '../server/index.ts'

// A page as visitors have it, so nobody acts for React.
beforeEach(() => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  localStorage.setItem('sluice.static', '{"hero":"urgent"}')
})

afterEach(() => {
  localStorage.clear()
  document.body.replaceChildren()
  document.documentElement.removeAttribute('data-sluice-wait')
})

const loadLate = async (): Promise<{ readonly default: () => ReactElement }> => {
  await new Promise((resolve) => setTimeout(resolve, 300))
  return { default: () => <h1>urgent</h1> }
}

function page(client: SluiceClient): ReactElement {
  return (
    <StrictMode>
      <SluiceProvider client={client}>
        <StaticRegions flags={['hero']} />
        <div data-sluice-flag="hero">
          <Variant flag="hero" cases={{ control: <h1>control</h1>, urgent: loadLate }} />
        </div>
      </SluiceProvider>
    </StrictMode>
  )
}

it('shows nobody who was here before another variant, while theirs is loaded', async () => {
  const nobody = createTestClient(createFakeService([]))
  const html = renderToString(page(nobody))
  nobody.close()
  const head = renderToStaticMarkup(<StaticFlags drawn={{ hero: 'control' }} />)
  const container = document.createElement('div')
  container.innerHTML = html
  document.body.append(document.createRange().createContextualFragment(head), container)
  const seen = new Set<string>()
  const region = container.querySelector('[data-sluice-flag]')!
  const look = (): void => {
    const { visibility } = getComputedStyle(region)
    seen.add(visibility === 'hidden' ? 'nothing' : region.textContent)
  }
  look()
  let frame = requestAnimationFrame(function again() {
    look()
    frame = requestAnimationFrame(again)
  })
  const client = createTestClient(createFakeService([flag('hero', 'x', 'urgent')]))
  const root = hydrateRoot(container, page(client))
  await vi.waitUntil(() => seen.has('urgent'))
  cancelAnimationFrame(frame)
  expect([...seen]).toEqual(['nothing', 'urgent'])
  root.unmount()
  client.close()
})
