import { renderWithFlags } from '@sluice/testing/react'
import { describeVariants } from '@sluice/testing/vitest'
import { fireEvent, screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { basketAfter } from '../basket/basket.ts'
import { pieces } from '../catalogue/pieces.ts'
import { personaOf } from '../people/personas.ts'
import { Checkout } from './Checkout.tsx'

const [piece] = pieces
const basket = piece ? basketAfter([], { type: 'added', piece }) : []

describeVariants(['new-checkout', 'express-pay', 'checkout-cta'], ({ variants }) => {
  const isOnePage = variants['new-checkout'] === 'on'
  const words = variants['checkout-cta'] === 'warm' ? 'Send it on its way' : 'Place order'

  it('comes to an order', () => {
    const onOrder = vi.fn<() => void>()
    renderWithFlags(
      <Checkout basket={basket} persona={personaOf('aoife')} onBack={() => {}} onOrder={onOrder} />,
      { variants, flags: { 'wholesale-prices': false, 'free-delivery-from': 80 } },
    )
    if (!isOnePage) {
      for (let step = 1; step < 3; step += 1)
        fireEvent.submit(screen.getByRole('button', { name: 'Next' }))
    }
    fireEvent.submit(screen.getByRole('button', { name: words }))
    expect(onOrder).toHaveBeenCalledOnce()
  })

  it('pays at once where that is allowed', () => {
    const onOrder = vi.fn<() => void>()
    renderWithFlags(
      <Checkout basket={basket} persona={personaOf('aoife')} onBack={() => {}} onOrder={onOrder} />,
      { variants, flags: { 'wholesale-prices': false, 'free-delivery-from': 80 } },
    )
    const express = screen.queryByRole('button', { name: 'Pay at once' })
    expect(express !== null).toBe(isOnePage && variants['express-pay'] === 'on')
    if (express) fireEvent.click(express)
    expect(onOrder.mock.calls.length).toBe(express ? 1 : 0)
  })
})
