import { render } from '@testing-library/react'
import * as React from 'react'
import type { ComponentType, ReactElement, ReactNode } from 'react'
import { describe, expect, it } from 'vitest'
import { cta, page, Reader, start } from '../test/kept-cta.tsx'
import { flag } from '../test/service.ts'
import '../test/strict-page.ts'
import type { SluiceClient } from './index.ts'

// React 18 has no `Activity`.
const { Activity } = React as unknown as {
  Activity?: ComponentType<{ mode: 'visible' | 'hidden'; children: ReactNode }>
}

describe.skipIf(!Activity)('in an Activity', () => {
  const show = (client: SluiceClient, mode: 'visible' | 'hidden'): ReactElement =>
    page(client, Activity && <Activity mode={mode}>{<Reader />}</Activity>)

  it('keeps it while hidden and shown again', async () => {
    const { client, become } = await start()
    const { container, rerender } = render(show(client, 'visible'))
    rerender(show(client, 'hidden'))
    await become(cta('second'))
    rerender(show(client, 'visible'))
    expect(container.textContent).toBe('first')
  })

  it('shows live values when shown again', async () => {
    const { client, become } = await start()
    await become(flag('checkout-cta', 'first', 'first'))
    const { container, rerender } = render(show(client, 'visible'))
    rerender(show(client, 'hidden'))
    await become(flag('checkout-cta', 'second', 'second'))
    rerender(show(client, 'visible'))
    expect(container.textContent).toBe('second')
  })

  it('lets what pierced meanwhile through when shown again', async () => {
    const { client, become } = await start()
    const { container, rerender } = render(show(client, 'visible'))
    rerender(show(client, 'hidden'))
    await become(cta('killed', { pierce: true }))
    rerender(show(client, 'visible'))
    expect(container.textContent).toBe('killed')
  })

  it('listens to nothing while hidden', async () => {
    const { client } = await start()
    let listeners = 0
    const { subscribeFlag } = client
    client.subscribeFlag = (key, listener) => {
      const stop = subscribeFlag(key, listener)
      listeners += 1
      return () => {
        listeners -= 1
        stop()
      }
    }
    const { rerender } = render(show(client, 'hidden'))
    expect(listeners).toBe(0)
    rerender(show(client, 'visible'))
    expect(listeners).toBe(1)
    rerender(show(client, 'hidden'))
    expect(listeners).toBe(0)
  })
})
