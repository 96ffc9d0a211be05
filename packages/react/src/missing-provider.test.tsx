import { render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { beforeEach, expect, it, vi } from 'vitest'
import { takeConsole } from '../test/strict-page.ts'
import type * as Sluice from './index.ts'

// The warning is given once a page: each test is a page of its own.
let sluice: typeof Sluice
beforeEach(async () => {
  vi.resetModules()
  sluice = await import('./index.ts')
})

it('serves defaults and warns once what to do', () => {
  const { Gate, Variant, useGate, useVariant } = sluice
  function Page(): ReactElement {
    const isOpen = useGate('new-checkout', true)
    const label = useVariant('checkout-cta', 'Buy now')
    return (
      <p>
        {`${isOpen} ${label} `}
        <Gate flag="new-checkout" fallback="old">
          new
        </Gate>
        <Variant
          flag="checkout-cta"
          cases={{ control: ' plain', urgent: ' urgent' }}
          pending="pending"
        />
      </p>
    )
  }
  const { container, rerender } = render(<Page />)
  rerender(<Page />)
  expect(container.textContent).toBe('true Buy now old plain')
  const { warnings } = takeConsole()
  expect(warnings).toHaveLength(1)
  expect(warnings[0]?.[0]).toContain('<SluiceProvider client={createSluiceClient(')
})

it('is offline, and neither sets nor resets a context', async () => {
  const { useSluiceContext, useSluiceStatus } = sluice
  const seen: Sluice.SluiceContextControls[] = []
  function Page(): ReactElement {
    const controls = useSluiceContext()
    seen.push(controls)
    return <p>{`${useSluiceStatus().state} ${JSON.stringify(controls.context)}`}</p>
  }
  const { container } = render(<Page />)
  expect(container.textContent).toBe('offline {}')
  expect(await seen[0]!.setContext({ targetingKey: 'ada' })).toMatchObject({ state: 'offline' })
  expect(await seen[0]!.reset()).toMatchObject({ state: 'offline' })
  expect(takeConsole().warnings).toHaveLength(1)
})

it('says nothing when an override decides', () => {
  const { Gate, Override } = sluice
  const { container } = render(
    <Override values={{ 'new-checkout': true }}>
      <Gate flag="new-checkout">new</Gate>
    </Override>,
  )
  expect(container.textContent).toBe('new')
})
