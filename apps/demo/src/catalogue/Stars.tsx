import type { ReactElement } from 'react'
import './stars.css'

interface StarsProps {
  /** `[1, 5]` */
  readonly stars: number
  readonly reviews: number
}

/** The average of the reviews in one short line. */
export function Stars({ stars, reviews }: StarsProps): ReactElement {
  return (
    <span className="stars figures">
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path
          fill="currentColor"
          d="M8 1l2.1 4.5 4.9.6-3.6 3.4.9 4.9L8 12l-4.3 2.4.9-4.9L1 6.1l4.9-.6z"
        />
      </svg>
      <span className="visually-hidden">Rated </span>
      {stars.toFixed(1)}
      <span className="visually-hidden"> of 5 in</span>
      <span className="soft">
        {' '}
        {reviews} <span className="stars-word">reviews</span>
      </span>
    </span>
  )
}
