import type { ReactElement } from 'react'
import { Pot } from '../art/Pot.tsx'
import './letter-hero.css'

/** A few lines from the potter, on paper. */
export function LetterHero(): ReactElement {
  return (
    <div className="hero-stage letter-hero wrap">
      <div className="letter-hero-paper">
        <h1 id="hero-title">Good morning from the mill.</h1>
        <p>
          The river was high this week, so the wheel ran fast and we threw more bowls than we have
          boards for. The blue ones came out of the kiln on Tuesday. One has a thumb print. We think
          it is the best.
        </p>
        <p>Come and see, or let us pack one in straw for you.</p>
        <div className="letter-hero-end">
          <svg className="letter-hero-name" viewBox="0 0 150 46" aria-hidden="true">
            <path
              d="M6 34C12 12 18 4 21 6s-3 20-7 30c6-14 12-19 15-17s-5 14 1 15 9-15 13-14-6 14 1 14c8 0 9-15 14-14 4 1-5 13 2 14 9 1 14-26 21-32-9 10-12 30-6 32 7 1 10-12 15-12s-4 11 2 11c9 0 18-8 40-10"
              fill="none"
              stroke="currentColor"
              strokeWidth="2.4"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
          <span>Nuala, potter</span>
          <a className="button" href="#shop">
            See the shelves
          </a>
        </div>
      </div>
      <Pot seed="letter" shape="bowl" glaze="cobalt" />
    </div>
  )
}
