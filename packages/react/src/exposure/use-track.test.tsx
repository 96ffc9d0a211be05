import { act, render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { beforeEach, expect, it, vi } from 'vitest'
import { openStage } from '../../test/exposure-stage.tsx'
import { takeConsole } from '../../test/strict-page.ts'
import type * as Sluice from '../index.ts'
import { useTrack } from '../index.ts'

async function settle(deed: () => unknown): Promise<void> {
  await act(async () => {
    await deed()
  })
}

it('records an outcome with its value and properties, by a function that stays the same', async () => {
  const stage = await openStage(settle)
  const functions = new Set<ReturnType<typeof useTrack>>()
  function Page(): null {
    functions.add(useTrack())
    return null
  }
  await stage.draw(<Page />)
  await stage.draw(<Page />)
  const [track, ...others] = functions
  expect(others).toEqual([])
  track?.('order-placed', { value: 19.9, properties: { currency: 'EUR', isGift: false } })
  track?.('page-left')
  await vi.waitFor(() => expect(stage.collector.outcomes()).toHaveLength(2))
  expect(stage.collector.outcomes()).toMatchObject([
    { name: 'order-placed', value: 19.9, properties: { currency: 'EUR', isGift: false } },
    { name: 'page-left' },
  ])
  await settle(() => stage.close())
})

it.each([
  ['a value that is no number', 'paid', { value: NaN }],
  ['an object among the properties', 'paid', { properties: { nested: {} } }],
  [
    'a getter that throws',
    'paid',
    {
      get value() {
        throw new Error('mine')
      },
    },
  ],
  ['no name', '', {}],
  ['a symbol for a name', Symbol('paid'), {}],
  ['an outcome that is none', 'paid', 5],
])('never throws: %s', async (_, name, outcome) => {
  const stage = await openStage(settle)
  const functions = new Set<(...given: never[]) => void>()
  function Page(): null {
    functions.add(useTrack())
    return null
  }
  await stage.draw(<Page />)
  const [track] = functions as Set<(...given: unknown[]) => void>
  expect(() => track?.(name, outcome)).not.toThrow()
  await settle(() => stage.close())
  expect(() => track?.(name, outcome)).not.toThrow()
})

// The warning is given once a page: each test is a page of its own.
let sluice: typeof Sluice
beforeEach(async () => {
  vi.resetModules()
  sluice = await import('../index.ts')
})

it('does nothing without a provider, and warns once', () => {
  function Page(): ReactElement {
    sluice.useTrack()('paid', { value: 5 })
    sluice.useExposure('cta')()
    return <p ref={sluice.useExposureRef('cta')}>text</p>
  }
  const { rerender } = render(<Page />)
  rerender(<Page />)
  expect(takeConsole().warnings).toHaveLength(1)
})
