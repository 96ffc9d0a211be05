import { PieceCard } from '@sluice/demo/src/catalogue/PieceCard.tsx'
import { pieces, type Piece } from '@sluice/demo/src/catalogue/pieces.ts'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn } from 'storybook/test'
import { gates } from '../story-parameters.ts'
import './look.ts'

const meta = {
  title: 'Shop/Piece',
  component: PieceCard,
  args: { piece: pieces[0] as Piece, onOpen: fn(), onAdd: fn() },
  // The card names itself below the heading of its page.
  decorators: [
    (Story) => (
      <section aria-labelledby="shelf" style={{ maxInlineSize: 320 }}>
        <h2 id="shelf" className="visually-hidden">
          On the shelves
        </h2>
        <Story />
      </section>
    ),
  ],
} satisfies Meta<typeof PieceCard>

export default meta

type Story = StoryObj<typeof meta>

export const WithReviews: Story = {
  play: async ({ canvas }) => {
    await expect(canvas.getByText('reviews')).toBeVisible()
  },
}

/** Somebody turned the reviews off; nothing moves. */
export const WithoutReviews: Story = {
  parameters: gates({ variants: { reviews: 'off' } }),
  play: async ({ canvas }) => {
    await expect(canvas.queryByText('reviews')).toBeNull()
  },
}

/** A permission: the rules give it to shops and restaurants. */
export const ForTheTrade: Story = {
  parameters: gates({ context: { account: 'wholesale' } }),
  play: async ({ canvas }) => {
    await expect(canvas.getByText('trade')).toBeVisible()
  },
}
