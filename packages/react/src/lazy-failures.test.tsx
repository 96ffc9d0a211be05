import type { SluiceError } from '@sluice/core'
import { act, render } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { Urgent, createCode, cta, show } from '../test/late-code.tsx'
import { createFakeService, flag, readyClient } from '../test/service.ts'
import { takeConsole } from '../test/strict-page.ts'
import { Gate, SluiceProvider, Variant } from './index.ts'

it.each([
  [
    'does not come',
    async () => Promise.reject(new TypeError('Failed to fetch')),
    'Failed to fetch',
  ],
  ['holds no component', async () => ({}) as never, 'no component'],
  [
    'is not even asked for',
    (): never => {
      throw new TypeError('not a function')
    },
    'not a function',
  ],
])(
  'draws the control when the code %s, reports one crash, and tries again with the next mount',
  async (_, fail, message) => {
    const client = await readyClient([cta('urgent')])
    const errors: unknown[] = []
    client.onError(({ code, cause }) => errors.push([code, (cause as Error).cause]))
    const load = vi.fn<() => Promise<typeof Urgent>>(fail)
    const page = (key: number) => (
      <SluiceProvider client={client}>
        <Variant key={key} flag="checkout-cta" cases={{ control: 'plain', urgent: () => load() }} />
        <Gate flag="new-checkout">never</Gate>
      </SluiceProvider>
    )
    const { container, rerender } = await act(async () => render(page(1)))
    expect(container.textContent).toBe('plain')
    await act(async () => rerender(page(1)))
    expect(load).toHaveBeenCalledTimes(1)
    await act(async () => rerender(page(2)))
    expect(container.textContent).toBe('plain')
    expect(load).toHaveBeenCalledTimes(2)
    expect(errors).toEqual([
      ['TREATMENT_CRASHED', expect.objectContaining({ message: expect.stringContaining(message) })],
    ])
    load.mockResolvedValue(Urgent)
    await act(async () => rerender(page(3)))
    expect(container.textContent).toBe('hurry 0 0')
    takeConsole()
  },
)

it('names the treatment whose code does not come, whatever a bundler makes of class names', async () => {
  const client = await readyClient([cta('urgent'), flag('new-checkout', true)])
  const errors: unknown[] = []
  client.onError(({ cause }) => errors.push(cause))
  const load = async () => Promise.reject(new TypeError('Failed to fetch'))
  const { container } = await show(
    client,
    <>
      <Variant flag="checkout-cta" cases={{ control: 'plain', urgent: load }} />
      <Gate flag="new-checkout">{load}</Gate>
    </>,
  )
  expect(container.textContent).toBe('plain')
  expect(errors.map(String)).toEqual([
    'SluiceError: The code of "checkout-cta" (urgent) could not be loaded.',
    'SluiceError: The code of "new-checkout" could not be loaded.',
  ])
  expect(errors).toEqual([
    expect.objectContaining({ code: 'TREATMENT_NOT_LOADED' }),
    expect.objectContaining({ code: 'TREATMENT_NOT_LOADED' }),
  ])
  takeConsole()
})

it('does not try again what was loaded and then crashed', async () => {
  const client = await readyClient([cta('urgent')])
  const load = vi.fn(async () => (): never => {
    throw new Error('broken treatment')
  })
  const page = (key: number) => (
    <SluiceProvider client={client}>
      <Variant key={key} flag="checkout-cta" cases={{ control: 'plain', urgent: load }} />
    </SluiceProvider>
  )
  const { container, rerender } = await act(async () => render(page(1)))
  expect(container.textContent).toBe('plain')
  await act(async () => rerender(page(2)))
  expect(container.textContent).toBe('plain')
  expect(load).toHaveBeenCalledTimes(1)
  takeConsole()
})

it('keeps what stood there until the code of the control has come', async () => {
  const code = createCode()
  const service = createFakeService([cta('urgent')])
  const client = await readyClient(service)
  const { container } = await show(
    client,
    <Variant flag="checkout-cta" cases={{ control: code.load, urgent: <p>urgent</p> }} />,
  )
  service.serve([cta('control')])
  await act(() => client.refresh())
  expect(container.textContent).toBe('urgent')
  // React hides what it has to leave in the page.
  expect(container.querySelector('p')?.style.display).toBe('')
  expect(code.load).toHaveBeenCalled()
  await code.arrive()
  expect(container.textContent).toBe('hurry 0 0')
})

it.each([
  ['nothing', {}, ''],
  ['the fallback', { fallback: 'fallback', pending: 'skeleton' }, 'fallback'],
  ['nothing more that is pending', { pending: 'skeleton' }, ''],
])(
  'draws %s where the code of the control does not come, and leaves the page alone',
  async (_, parts, text) => {
    const errors: SluiceError[] = []
    const client = await readyClient([cta('control')])
    client.onError((error) => errors.push(error))
    const cause = new TypeError('chunk gone')
    const load = vi.fn(async () => Promise.reject(cause))
    const page = (key: number) => (
      <SluiceProvider client={client}>
        <p>page </p>
        <Variant key={key} flag="checkout-cta" cases={{ control: load, urgent: 'u' }} {...parts} />
      </SluiceProvider>
    )
    const { container, rerender } = await act(async () => render(page(1)))
    expect(container.textContent).toBe(`page ${text}`)
    expect(errors).toEqual([
      expect.objectContaining({
        code: 'TREATMENT_NOT_LOADED',
        message: expect.stringContaining('"checkout-cta" (control)'),
        cause,
      }),
    ])
    await act(async () => rerender(page(2)))
    expect(load).toHaveBeenCalledTimes(2)
    takeConsole()
  },
)

it('leaves the page alone where neither the code of a treatment nor that of the control comes', async () => {
  const errors: SluiceError[] = []
  const service = createFakeService([cta('urgent')])
  const client = await readyClient(service)
  client.onError((error) => errors.push(error))
  const gone = async () => Promise.reject(new TypeError('chunk gone'))
  const { container } = await act(async () =>
    render(
      <SluiceProvider client={client}>
        <p>page</p>
        <Variant flag="checkout-cta" cases={{ control: gone, urgent: gone, calm: 'calm' }} />
      </SluiceProvider>,
    ),
  )
  expect(container.textContent).toBe('page')
  expect(errors.map(({ code }) => code)).toEqual(['TREATMENT_CRASHED', 'TREATMENT_NOT_LOADED'])
  service.serve([cta('calm')])
  await act(() => client.refresh())
  expect(container.textContent).toBe('pagecalm')
  takeConsole()
})

it('leaves a loaded control that crashes to the boundary of the app', async () => {
  const client = await readyClient([cta('control')])
  const error = new Error('broken control')
  const load = async () => (): never => {
    throw error
  }
  await expect(
    act(async () =>
      render(
        <SluiceProvider client={client}>
          <Variant flag="checkout-cta" cases={{ control: load, urgent: 'u' }} fallback="fallback" />
        </SluiceProvider>,
      ),
    ),
  ).rejects.toBe(error)
  takeConsole()
})
