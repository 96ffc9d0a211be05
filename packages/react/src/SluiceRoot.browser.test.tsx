import type { Bootstrap } from '@sluice/client'
import {
  Activity,
  startTransition,
  StrictMode,
  useState,
  type ReactElement,
  type ReactNode,
} from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { flag } from '../test/service.ts'
import { useSluiceContext, useSluiceStatus, useVariant } from './index.ts'
import { SluiceRoot } from './root.ts'

// Pages as visitors have them: React schedules its own work, and the browser paints.

const SERVICE = { url: 'http://gates.test', clientKey: 'sluice_client_test', stream: false }

let root: Root
let container: HTMLElement
let events: string[]

beforeEach(() => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  localStorage.clear()
  sessionStorage.clear()
  container = document.createElement('div')
  document.body.append(container)
  root = createRoot(container)
  events = []
  // The service is away, so all there is comes from the server that draws.
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    if (!url.endsWith('/v1/events')) return Promise.reject(new TypeError('Failed to fetch'))
    const batch = JSON.parse(init.body as string) as {
      events: { type: string; flag: string; variant: string; units: { targetingKey: string } }[]
    }
    for (const { type, flag: key, variant, units } of batch.events)
      if (type === 'exposure') events.push(`${key}=${variant} to ${units.targetingKey}`)
    return Promise.resolve(Response.json({ accepted: batch.events.length, refused: [] }))
  })
})

afterEach(() => {
  root.unmount()
  container.remove()
  vi.unstubAllGlobals()
})

const bootstrapFor = (person: string, variant: string): Bootstrap => ({
  flags: ['first', 'second'].map((key) => flag(key, variant, variant)),
  version: 1,
  epoch: 'test',
  context: { targetingKey: person, anonymousKey: 'anon' },
})

const shows = (text: string): Promise<void> =>
  vi.waitFor(() => expect(container.innerText).toBe(text), { interval: 1 })

/** Notes what each frame shows, until told to stop. */
function watchFrames(): () => string[] {
  const frames = new Set<string>()
  let id = 0
  const look = (): void => {
    frames.add(container.innerText)
    id = requestAnimationFrame(look)
  }
  look()
  return () => {
    cancelAnimationFrame(id)
    return [...frames]
  }
}

function Reader({ name }: { readonly name: 'first' | 'second' }): ReactElement {
  const { context } = useSluiceContext()
  return <p>{`${name} ${useVariant(name, 'default')} ${context.targetingKey}`}</p>
}

it('shows what the server drew for whoever signed in, in every frame, and no default', async () => {
  const pageFor = (bootstrap: Bootstrap, page: ReactNode): ReactElement => (
    <SluiceRoot {...SERVICE} bootstrap={bootstrap} consent="granted">
      {page}
    </SluiceRoot>
  )
  root.render(pageFor(bootstrapFor('ada', 'a'), <Reader name="first" />))
  await shows('first a ada')
  await vi.waitFor(() => expect(events).toContain('first=a to ada'))
  const stop = watchFrames()
  startTransition(() =>
    root.render(pageFor(bootstrapFor('bob', 'b'), <Reader key="2" name="second" />)),
  )
  await shows('second b bob')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(stop()).toEqual(['first a ada', 'second b bob'])
  await vi.waitFor(() => expect(events).toContain('second=b to bob'))
  // What was rendered of the next page for the person before was on no screen.
  expect(events).toEqual(['first=a to ada', 'second=b to bob'])
})

it('goes on as it was when it is shown again after it was hidden', async () => {
  const setMode = vi.fn<(mode: 'visible' | 'hidden') => void>()
  const signIn = vi.fn<() => void>()
  const bootstrap = bootstrapFor('ada', 'a')
  function Controls(): ReactElement {
    const { setContext } = useSluiceContext()
    const { storage } = useSluiceStatus()
    signIn.mockImplementation(
      () => void setContext({ targetingKey: 'bob', anonymousKey: 'anon', plan: 'pro' }),
    )
    return <span>{storage}</span>
  }
  function Page(): ReactElement {
    const [mode, set] = useState<'visible' | 'hidden'>('visible')
    setMode.mockImplementation(set)
    return (
      <Activity mode={mode}>
        <SluiceRoot {...SERVICE} bootstrap={bootstrap} consent="unknown">
          <Reader name="first" />
          <Controls />
        </SluiceRoot>
      </Activity>
    )
  }
  root.render(<Page />)
  await vi.waitFor(() => expect(container.innerText).toContain('first a ada'))
  signIn()
  await vi.waitFor(() => expect(container.innerText).toContain('first default bob'))
  setMode('hidden')
  await vi.waitFor(() => expect(container.innerText).toBe(''))
  await new Promise((resolve) => setTimeout(resolve, 100))
  const stop = watchFrames()
  setMode('visible')
  await vi.waitFor(() => expect(container.innerText).not.toBe(''))
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(stop().filter((text) => text.includes('ada'))).toEqual([])
  expect(container.innerText).toContain('first default bob')
})

it('leaves no client behind in StrictMode, however often it was hidden', async () => {
  const setMode = vi.fn<(mode: 'visible' | 'hidden') => void>()
  function Page(): ReactElement {
    const [mode, set] = useState<'visible' | 'hidden'>('visible')
    setMode.mockImplementation(set)
    return (
      <Activity mode={mode}>
        <SluiceRoot {...SERVICE} pollIntervalMs={1000} bootstrap={bootstrapFor('ada', 'a')}>
          <Reader name="first" />
        </SluiceRoot>
      </Activity>
    )
  }
  root.render(
    <StrictMode>
      <Page />
    </StrictMode>,
  )
  await shows('first a ada')
  for (const mode of ['hidden', 'visible', 'hidden', 'visible'] as const) {
    setMode(mode)
    await vi.waitFor(() => expect(container.innerText).toBe(mode === 'hidden' ? '' : 'first a ada'))
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  root.unmount()
  await new Promise((resolve) => setTimeout(resolve, 100))
  const asked = vi.spyOn(globalThis, 'fetch')
  // An outage is met with pauses of up to one second, then two.
  await new Promise((resolve) => setTimeout(resolve, 4000))
  expect(asked).not.toHaveBeenCalled()
})

it('follows what the server drew while it was hidden', async () => {
  const show = vi.fn<(mode: 'visible' | 'hidden', bootstrap: Bootstrap) => void>()
  const ada = bootstrapFor('ada', 'a')
  function Page(): ReactElement {
    const [{ mode, bootstrap }, set] = useState<{
      mode: 'visible' | 'hidden'
      bootstrap: Bootstrap
    }>({ mode: 'visible', bootstrap: ada })
    show.mockImplementation((next, values) => set({ mode: next, bootstrap: values }))
    return (
      <Activity mode={mode}>
        <SluiceRoot {...SERVICE} bootstrap={bootstrap}>
          <Reader name="first" />
        </SluiceRoot>
      </Activity>
    )
  }
  root.render(<Page />)
  await shows('first a ada')
  show('hidden', ada)
  await shows('')
  await new Promise((resolve) => setTimeout(resolve, 100))
  show('hidden', bootstrapFor('bob', 'b'))
  await new Promise((resolve) => setTimeout(resolve, 100))
  show('visible', bootstrapFor('bob', 'b'))
  await shows('first b bob')
  expect(container.innerText).toBe('first b bob')
})
