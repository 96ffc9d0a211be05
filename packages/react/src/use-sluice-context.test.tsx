import { act, render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { expect, it } from 'vitest'
import { createFakeService, flag, readyClient } from '../test/service.ts'
import '../test/strict-page.ts'
import { SluiceProvider, useGate, useSluiceContext, type SluiceContextControls } from './index.ts'

it('shows the context, changes it, and signs out', async () => {
  const service = createFakeService([flag('staff-tools', false)])
  const client = await readyClient(service, { context: { country: 'DE' } })
  const seen: SluiceContextControls[] = []
  function Account(): ReactElement {
    const controls = useSluiceContext()
    seen.push(controls)
    const { targetingKey, country } = controls.context
    const person = targetingKey === 'ada' ? 'ada' : 'somebody'
    return <p>{`${person} ${String(country)} ${useGate('staff-tools')}`}</p>
  }
  const { container } = render(
    <SluiceProvider client={client}>
      <Account />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('somebody DE false')

  service.serve([flag('staff-tools', true)])
  await act(() => seen[0]!.setContext({ targetingKey: 'ada', country: 'FR' }))
  expect(container.textContent).toBe('ada FR true')

  const release = service.hold()
  await act(async () => {
    const settled = seen[0]!.reset()
    release()
    await settled
  })
  expect(container.textContent).toBe('somebody undefined true')

  const [first, last] = [seen[0]!, seen.at(-1)!]
  expect(last.setContext).toBe(first.setContext)
  expect(last.reset).toBe(first.reset)
})

it('shows nothing of the previous person from the moment of signing out', async () => {
  const service = createFakeService([flag('staff-tools', true)])
  const client = await readyClient(service, { context: { targetingKey: 'ada' } })
  function Tools(): ReactElement {
    return <p>{useGate('staff-tools') ? 'tools' : 'none'}</p>
  }
  const { container } = render(
    <SluiceProvider client={client}>
      <Tools />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('tools')
  service.serve([])
  const release = service.hold()
  act(() => void client.reset())
  expect(container.textContent).toBe('none')
  await act(async () => {
    release()
    await client.ready()
  })
  expect(container.textContent).toBe('none')
})
