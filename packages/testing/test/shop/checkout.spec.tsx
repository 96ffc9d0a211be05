import { screen } from '@testing-library/react'
import { Gate, useVariant } from '@sluice/react'
import { renderWithFlags } from '@sluice/testing/react'
import { describeVariants } from '@sluice/testing/vitest'
import type { ReactNode } from 'react'
import { expect, it } from 'vitest'

function Buy(): ReactNode {
  return <button type="button">{useVariant('checkout-cta', 'Buy now')}</button>
}

describeVariants('checkout-cta', ({ variants }) => {
  it('has a button', () => {
    const { sluice } = renderWithFlags(<Buy />, { variants })
    expect(screen.getByRole('button')).toBeDefined()
    expect(sluice).toHaveExposedOnce('checkout-cta')
  })
})

it('opens the new checkout', () => {
  renderWithFlags(<Gate flag="new-checkout">open</Gate>, { flags: { 'new-checkout': true } })
  expect(document.body.textContent).toBe('open')
})
