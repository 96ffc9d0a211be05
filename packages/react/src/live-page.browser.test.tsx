import { reportCrash } from '@sluice/client/crashes'
import { startTransition, useState, type ReactElement, type ReactNode } from 'react'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Crash } from '../test/crash.tsx'
import { createFakeService, flag, readyClient } from '../test/service.ts'
import { takeConsole } from '../test/strict-page.ts'
import { Gate, SluiceProvider, useGate, Variant, type SluiceClient } from './index.ts'

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

function draw(client: SluiceClient, page: ReactNode): void {
  root.render(<SluiceProvider client={client}>{page}</SluiceProvider>)
}

const shows = (text: string): Promise<void> =>
  vi.waitFor(() => expect(container.textContent).toBe(text), { interval: 1 })

it('flips a gate on an open page, with one render for one reader of a thousand', async () => {
  const keys = Array.from({ length: 1000 }, (_, index) => `flag-${index}`)
  const service = createFakeService(keys.map((key) => flag(key, false)))
  const client = await readyClient(service)
  const rendered = vi.fn()
  function Reader({ flagKey }: { flagKey: string }): ReactNode {
    rendered(flagKey)
    return useGate(flagKey) ? 'open' : null
  }
  draw(
    client,
    keys.map((key) => <Reader key={key} flagKey={key} />),
  )
  await vi.waitFor(() => expect(rendered).toHaveBeenCalledTimes(1000))
  rendered.mockClear()
  service.serve(keys.map((key) => flag(key, key === 'flag-500')))
  await client.refresh()
  await shows('open')
  expect(rendered.mock.calls).toEqual([['flag-500']])
})

it('paints no frame without treatment or control when a treatment crashes', async () => {
  const client = await readyClient([flag('new-checkout', true)])
  function Fragile(): ReactElement {
    const [isCrashing, setCrashing] = useState(false)
    if (isCrashing) throw new Error('broken treatment')
    return (
      <button type="button" onClick={() => setCrashing(true)}>
        new
      </button>
    )
  }
  draw(
    client,
    <Gate flag="new-checkout" fallback="old">
      <Fragile />
    </Gate>,
  )
  await shows('new')
  const frames: string[] = []
  const { promise: enough, resolve } = Promise.withResolvers<void>()
  const look = (): void => {
    frames.push(container.textContent)
    if (frames.length < 10) requestAnimationFrame(look)
    else resolve()
  }
  requestAnimationFrame(look)
  container.querySelector('button')?.click()
  await enough
  expect(new Set(frames)).not.toContain('')
  expect(frames.at(-1)).toBe('old')
  takeConsole()
})

it('draws the control on the next page of the same tab, without another try', async () => {
  const served = [flag('checkout-cta', 'Hurry', 'urgent')]
  const cases = { control: 'plain', urgent: <Crash during="effect" /> }
  const client = await readyClient(served)
  draw(client, <Variant flag="checkout-cta" cases={cases} />)
  await shows('plain')
  takeConsole()
  client.close()

  const nextPage = await readyClient(served)
  const record = vi.spyOn(nextPage.crashes, 'record')
  root.unmount()
  root = createRoot(container)
  draw(nextPage, <Variant flag="checkout-cta" cases={cases} />)
  await shows('plain')
  expect(record).not.toHaveBeenCalled()
})

it('never shows two values of one flag when it changes in the middle of a transition', async () => {
  const service = createFakeService([flag('new-checkout', false)])
  const client = await readyClient(service)
  // A part of the page that takes a while: React lets other work through between parts.
  const take = vi.fn((index: number): void => {
    const until = performance.now() + 1
    while (performance.now() < until);
    if (index === 50 && client.overrides().size === 0)
      setTimeout(() => client.setOverride('new-checkout', { value: true }))
  })
  function Slow({ index }: { index: number }): ReactNode {
    take(index)
    return useGate('new-checkout') ? '1' : '0'
  }
  const openPage = vi.fn<() => void>()
  function Page(): ReactNode {
    const [isShown, setShown] = useState(false)
    openPage.mockImplementation(() => startTransition(() => setShown(true)))
    return isShown
      ? Array.from({ length: 100 }, (_, index) => <Slow key={index} index={index} />)
      : 'first'
  }
  draw(client, <Page />)
  await shows('first')
  const seen: string[] = []
  const observer = new MutationObserver(() => seen.push(container.textContent))
  observer.observe(container, { childList: true, characterData: true, subtree: true })
  openPage()
  await shows('1'.repeat(100))
  observer.disconnect()
  expect(seen.filter((text) => text.includes('0') && text.includes('1'))).toEqual([])
  expect(take.mock.calls.filter(([index]) => index === 0)).toHaveLength(2)
})

it('keeps focus and typed text beside a gate that flips', async () => {
  const service = createFakeService([flag('new-checkout', false)])
  const client = await readyClient(service)
  draw(
    client,
    <form>
      <Gate flag="new-checkout" fallback="old">
        new
      </Gate>
      <input aria-label="name" />
    </form>,
  )
  await shows('old')
  const input = container.querySelector('input')!
  input.focus()
  input.value = 'Ada'
  service.serve([flag('new-checkout', true)])
  await client.refresh()
  await shows('new')
  expect(document.activeElement).toBe(input)
  expect(container.querySelector('input')?.value).toBe('Ada')
})

it('wakes up around a treatment that crashed before the reload, without trying it again', async () => {
  const flags = [flag('new-checkout', true)]
  const client = await readyClient(flags, { bootstrap: { flags, version: 1, epoch: 'test' } })
  reportCrash(client, { flag: 'new-checkout', variant: 'on', error: new Error('earlier') })
  const rendered = vi.fn()
  function Treatment(): ReactNode {
    rendered()
    return 'new'
  }
  const page = (
    <SluiceProvider client={client}>
      <input />
      <Gate flag="new-checkout" fallback="old">
        <Treatment />
      </Gate>
    </SluiceProvider>
  )
  root.unmount()
  // As a server draws it, which has no session.
  container.innerHTML = '<input><!--$-->new<!--/$-->'
  const input = container.querySelector('input')
  const recovered = vi.fn()
  root = hydrateRoot(container, page, { onRecoverableError: recovered })
  await shows('old')
  expect(rendered).not.toHaveBeenCalled()
  expect(recovered).not.toHaveBeenCalled()
  expect(container.querySelector('input')).toBe(input)
})
