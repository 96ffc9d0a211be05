import { startTransition, Suspense, useTransition, type ReactElement } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createFakeService, createTestClient, flag, readyClient } from '../test/service.ts'
import '../test/strict-page.ts'
import { SluiceProvider, useSluiceContext, useSuspenseVariant, Variant } from './index.ts'

// Pages as visitors have them: React schedules its own work, and the browser paints.

let root: Root
let container: HTMLElement

beforeEach(() => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  container = document.createElement('div')
  document.body.append(container)
  root = createRoot(container)
})

afterEach(() => {
  root.unmount()
  container.remove()
})

const shows = (text: string): Promise<void> =>
  vi.waitFor(() => expect(container.innerText).toBe(text), { interval: 1 })

/** Notes what each frame shows, until told to stop. */
function watchFrames(): () => Set<string> {
  const frames = new Set<string>()
  let id = 0
  const look = (): void => {
    frames.add(container.innerText)
    id = requestAnimationFrame(look)
  }
  look()
  return () => {
    cancelAnimationFrame(id)
    return frames
  }
}

const cta = (value: string) => flag('checkout-cta', value, value)

it('shows what is drawn meanwhile, then the first answer, and no default in between', async () => {
  const service = createFakeService([cta('hurry')])
  const release = service.hold()
  const client = createTestClient(service)
  function Reader(): string {
    return useSuspenseVariant('checkout-cta', 'default')
  }
  root.render(
    <SluiceProvider client={client}>
      <Suspense fallback="waiting">
        <Reader />
      </Suspense>
    </SluiceProvider>,
  )
  await shows('waiting')
  const stop = watchFrames()
  release()
  await shows('hurry')
  expect([...stop()].filter((text) => !['waiting', 'hurry'].includes(text))).toEqual([])
})

it('keeps the old screen in every frame of a transition to another person', async () => {
  const service = createFakeService([cta('for everybody')])
  const client = await readyClient(service)
  const signIn = vi.fn<() => void>()
  function Page(): ReactElement {
    const { setContext } = useSluiceContext()
    const label = useSuspenseVariant('checkout-cta', 'default')
    const [isPending, start] = useTransition()
    signIn.mockImplementation(() => start(() => void setContext({ targetingKey: 'ada' })))
    return <p>{`${label}${isPending ? ' …' : ''}`}</p>
  }
  root.render(
    <SluiceProvider client={client}>
      <Suspense fallback="waiting">
        <Page />
      </Suspense>
    </SluiceProvider>,
  )
  await shows('for everybody')
  const release = service.hold()
  service.serve([cta('for Ada')])
  const stop = watchFrames()
  signIn()
  await shows('for everybody …')
  release()
  await shows('for Ada')
  const frames = stop()
  expect(frames).not.toContain('waiting')
  expect([...frames].filter((text) => text.includes('default'))).toEqual([])
})

it('shows nobody who was there before once somebody signs out while a transition is pending', async () => {
  const service = createFakeService([cta('for Bob')])
  const client = await readyClient(service)
  const change = vi.fn<(person: string) => void>()
  function Page(): ReactElement {
    const label = useSuspenseVariant('checkout-cta', 'default')
    const [, start] = useTransition()
    change.mockImplementation((targetingKey) =>
      start(() => void client.setContext({ targetingKey })),
    )
    return <p>{label}</p>
  }
  root.render(
    <SluiceProvider client={client}>
      <Suspense fallback="waiting">
        <Page />
      </Suspense>
    </SluiceProvider>,
  )
  await shows('for Bob')
  const release = service.hold()
  service.serve([cta('for nobody')])
  change('ada')
  await new Promise((done) => {
    setTimeout(done, 50)
  })
  expect(container.innerText).toBe('for Bob')
  void client.reset()
  await shows('waiting')
  const stop = watchFrames()
  release()
  await shows('for nobody')
  expect([...stop()].filter((text) => !['waiting', 'for nobody'].includes(text))).toEqual([])
})

it('leaves the control in every frame until the code of a treatment is there', async () => {
  const { promise, resolve } = Promise.withResolvers<() => string>()
  const service = createFakeService([cta('control')])
  const client = await readyClient(service)
  root.render(
    <SluiceProvider client={client}>
      <Variant
        flag="checkout-cta"
        cases={{ control: 'plain', urgent: async () => promise }}
        pending="pending"
      />
    </SluiceProvider>,
  )
  await shows('plain')
  const stop = watchFrames()
  service.serve([cta('urgent')])
  startTransition(() => void client.refresh())
  await new Promise((done) => {
    setTimeout(done, 100)
  })
  expect(container.innerText).toBe('plain')
  resolve(() => 'hurry')
  await shows('hurry')
  expect([...stop()].filter((text) => !['plain', 'hurry'].includes(text))).toEqual([])
})
