import { renderWithFlags } from '@sluice/testing/react'
import { describeVariants } from '@sluice/testing/vitest'
import { screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { PieceCard } from './PieceCard.tsx'
import { pieces } from './pieces.ts'

describeVariants(['reviews', 'wholesale-prices'], ({ variants }) => {
  it('has a name, a price and a way into the basket', () => {
    const [piece] = pieces
    if (!piece) throw new Error('The shelves are empty.')
    renderWithFlags(<PieceCard piece={piece} onOpen={() => {}} onAdd={() => {}} />, { variants })
    expect(screen.getByRole('button', { name: piece.name })).toBeDefined()
    expect(screen.getByRole('button', { name: `Add ${piece.name} to the basket` })).toBeDefined()
    expect(document.querySelector('.stars') !== null).toBe(variants.reviews === 'on')
    expect(document.querySelector('.price-trade') !== null).toBe(
      variants['wholesale-prices'] === 'on',
    )
  })
})
