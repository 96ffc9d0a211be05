import { act, render } from '@testing-library/react'
import * as React from 'react'
import type { ReactElement } from 'react'
import { beforeEach, describe, expect, it } from 'vitest'
import { cta, page, Reader, start } from '../test/kept-cta.tsx'
import { createFakeService, createTestClient, flag, readyClient } from '../test/service.ts'
import '../test/strict-page.ts'
import { SluiceProvider, useSluiceStatus, type SluiceClient } from './index.ts'

describe('as pending', () => {
  let seen: (readonly string[])[]
  beforeEach(() => {
    seen = []
  })
  function Pending(): ReactElement {
    const { pending } = useSluiceStatus()
    seen.push(pending)
    return <b>{pending.join()}</b>
  }
  const textOf = (container: HTMLElement) => container.querySelector('b')?.textContent
  const both = (client: SluiceClient, ...readers: ReactElement[]): ReactElement =>
    page(
      client,
      <>
        <Pending />
        {readers}
      </>,
    )

  it('is listed while something on the page keeps an older value', async () => {
    const { client, become } = await start()
    const { container, rerender } = render(both(client, <Reader key="a" />))
    expect(textOf(container)).toBe('')
    await become(cta('second'))
    expect(textOf(container)).toBe('checkout-cta')
    rerender(both(client, <Reader key="a" />, <Reader key="b" />))
    expect(textOf(container)).toBe('checkout-cta')
    rerender(both(client, <Reader key="b" />))
    expect(container.textContent).toBe('second')
    await become(cta('third'))
    expect(textOf(container)).toBe('checkout-cta')
    await become(cta('second'))
    expect(textOf(container)).toBe('')
  })

  it('is listed also where the flag came after the component, with the value of its default', async () => {
    const service = createFakeService([cta('default')])
    const release = service.hold()
    const client = createTestClient(service)
    const { container, rerender } = render(both(client, <Reader key="a" />))
    await act(async () => {
      release()
      await client.ready()
    })
    service.serve([cta('second')])
    await act(() => client.refresh())
    expect(container.textContent).toBe('checkout-ctadefault')
    rerender(both(client))
    expect(container.textContent).toBe('')
  })

  it('is listed no more when it is gone, also where it came after who watches', async () => {
    const { client, become } = await start()
    const { container, rerender } = render(both(client))
    rerender(both(client, <Reader key="a" />))
    await become(cta('second'))
    expect(container.textContent).toBe('checkout-ctafirst')
    rerender(both(client))
    expect(container.textContent).toBe('')
  })

  it('is listed beside what waits for a navigation, and no list is made anew without need', async () => {
    const next = (value: string) => flag('next', value, value, { stability: 'navigation' })
    const { client, become } = await start()
    await become(cta('first'), next('a'))
    const { container } = render(both(client, <Reader key="a" />))
    await become(cta('second'), next('b'))
    expect(textOf(container)).toBe('next,checkout-cta')
    const { length } = seen
    act(() => client.setOverride('other', { value: 1 }))
    expect(seen).toHaveLength(length)
  })

  it('is not listed for a forced value, for another person, or with another client', async () => {
    const { service, client, become } = await start()
    const other = await readyClient([])
    const { container } = render(
      <>
        {both(client, <Reader key="a" />)}
        <SluiceProvider client={other}>
          <i>
            <Pending />
          </i>
        </SluiceProvider>
      </>,
    )
    await become(cta('second'))
    expect(textOf(container)).toBe('checkout-cta')
    expect(container.querySelector('i')?.textContent).toBe('')
    act(() => client.setOverride('checkout-cta', { value: 'forced' }))
    expect(client.peek('checkout-cta', 'default').value).toBe('forced')
    expect(container.querySelector('p')?.textContent).toBe('forced')
    expect(textOf(container)).toBe('')
    act(() => client.clearOverrides())
    expect(textOf(container)).toBe('checkout-cta')
    service.hold()
    act(() => void client.setContext({ targetingKey: 'grace' }))
    expect(textOf(container)).toBe('')
  })
})
