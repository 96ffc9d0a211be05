import { act, render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { expect, it } from 'vitest'
import { createFakeService, createTestClient, flag, readyClient } from '../test/service.ts'
import '../test/strict-page.ts'
import { SluiceProvider, useSluiceStatus } from './index.ts'

function Status({ renders }: { renders?: string[] }): ReactElement {
  const { state, source } = useSluiceStatus()
  renders?.push(state)
  return <p>{`${state} ${source}`}</p>
}

it('follows the client from its start', async () => {
  const service = createFakeService([flag('new-checkout', true)])
  const release = service.hold()
  const client = createTestClient(service)
  const { container } = render(
    <SluiceProvider client={client}>
      <Status />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('starting default')
  await act(async () => {
    release()
    await client.ready()
  })
  expect(container.textContent).toBe('ready network')
  act(() => client.close())
  expect(container.textContent).toBe('closed network')
})

it('renders nobody when a flag changes by an override', async () => {
  const client = await readyClient([flag('new-checkout', true)])
  const renders: string[] = []
  render(
    <SluiceProvider client={client}>
      <Status renders={renders} />
    </SluiceProvider>,
  )
  act(() => client.setOverride('new-checkout', { value: false }))
  expect(renders).toEqual(['ready'])
})
