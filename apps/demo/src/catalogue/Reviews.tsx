import type { ReactElement } from 'react'
import type { Piece, Use } from './pieces.ts'
import { Stars } from './Stars.tsx'

interface Review {
  readonly words: string
  readonly by: string
}

const reviewsOf: Readonly<Record<Use, readonly Review[]>> = {
  drinking: [
    { words: 'Tea tastes of tea again. I did not know it had stopped.', by: 'Maeve, Cork' },
    { words: 'Survived two removals and a cat.', by: 'Piotr, Dublin' },
  ],
  eating: [
    { words: 'Soup for one, and then, reliably, soup for two.', by: 'Hanne, Bergen' },
    { words: 'We sold the old set the same week.', by: 'Rory, Sligo' },
  ],
  keeping: [
    { words: 'The lid. That sound. I open it for no reason.', by: 'Ines, Lyon' },
    { words: 'Keeps flour dry and visitors curious.', by: 'Cian, Ennis' },
  ],
  growing: [
    { words: 'Three dandelions look like a plan in it.', by: 'Sorcha, Kilkenny' },
    { words: 'The fern put out a new leaf in a week.', by: 'Dev, Leeds' },
  ],
}

interface ReviewsProps {
  readonly piece: Piece
}

/** What people say about a piece. */
export function Reviews({ piece }: ReviewsProps): ReactElement {
  return (
    <section className="reviews" aria-labelledby="reviews-title">
      <header className="reviews-head">
        <h3 id="reviews-title">What people say</h3>
        <Stars stars={piece.stars} reviews={piece.reviews} />
      </header>
      {reviewsOf[piece.use].map((review) => (
        <blockquote key={review.by}>
          {review.words}
          <cite>{review.by}</cite>
        </blockquote>
      ))}
    </section>
  )
}
