import { renderWithFlags } from '@sluice/testing/react'
import { describeVariants } from '@sluice/testing/vitest'
import { screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { pieces } from '../catalogue/pieces.ts'
import { FreeDelivery } from './FreeDelivery.tsx'

describeVariants('free-delivery-from', ({ variants }) => {
  it('says how much is missing, and that nothing is', () => {
    const [piece] = pieces
    if (!piece) throw new Error('The shelves are empty.')
    const basketOf = (count: number) => [{ piece: { ...piece, priceCents: 1000 }, count }]
    const wanted = variants['free-delivery-from'] === 'far' ? 15 : 8
    const options = { variants, flags: { 'wholesale-prices': false } }
    const { rerender } = renderWithFlags(<FreeDelivery basket={basketOf(wanted - 1)} />, options)
    expect(document.body.textContent).toContain('more and delivery is free.')
    rerender(<FreeDelivery basket={basketOf(wanted)} />)
    expect(screen.getByText('Delivery is on us.')).toBeDefined()
  })
})
