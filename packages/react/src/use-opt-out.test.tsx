import { createLocalClient } from '@sluice/client/local'
import { withOptOut } from '@sluice/client/opt-out'
import { act, render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import '../test/strict-page.ts'
import { SluiceProvider } from './index.ts'
import { useOptOut } from './opt-out.ts'

function TakePart() {
  const { hasOptedOut, setOptOut } = useOptOut()
  return (
    <label>
      <input type="checkbox" checked={!hasOptedOut} onChange={() => void setOptOut(!hasOptedOut)} />
      Take part in experiments
    </label>
  )
}

function box(): HTMLInputElement {
  return screen.getByRole('checkbox')
}

it('says whether somebody takes part, and keeps what they decide through signing in', async () => {
  const client = withOptOut(createLocalClient, {}, { read: () => '', write: () => {} })
  render(
    <SluiceProvider client={client}>
      <TakePart />
    </SluiceProvider>,
  )
  expect(box().checked).toBe(true)
  await act(async () => box().click())
  expect([box().checked, client.hasOptedOut()]).toEqual([false, true])
  await act(() => client.setContext({ targetingKey: 'ada' }))
  expect(box().checked).toBe(false)
  expect(client.context()).toMatchObject({ targetingKey: 'ada', experimentsOptOut: true })
  await act(async () => box().click())
  expect([box().checked, client.hasOptedOut()]).toEqual([true, false])
})

it('works with any client, until another context is set', async () => {
  const client = createLocalClient({ context: { country: 'DE' } })
  render(
    <SluiceProvider client={client}>
      <TakePart />
    </SluiceProvider>,
  )
  await act(async () => box().click())
  expect(box().checked).toBe(false)
  expect(client.context()).toMatchObject({ country: 'DE', experimentsOptOut: true })
  await act(async () => box().click())
  expect(client.context()).not.toHaveProperty('experimentsOptOut')
  await act(async () => box().click())
  await act(() => client.setContext({ targetingKey: 'ada' }))
  expect(box().checked).toBe(true)
})
