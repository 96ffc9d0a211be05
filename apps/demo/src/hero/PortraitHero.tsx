import type { ReactElement } from 'react'
import { Pot } from '../art/Pot.tsx'
import { MillWheel } from './MillWheel.tsx'
import './portrait-hero.css'

/** One piece in front of the wheel that made it. */
export function PortraitHero(): ReactElement {
  return (
    <div className="hero-stage portrait-hero wrap">
      <div className="hero-words">
        <h1 id="hero-title">The river turns the wheel. The wheel turns the clay.</h1>
        <p className="hero-lead">
          Stoneware for every day, thrown by four people in a watermill from 1790.
        </p>
        <p>
          <a className="button" href="#shop">
            See the shelves
          </a>
        </p>
      </div>
      <div className="portrait-hero-picture">
        <MillWheel />
        <Pot seed="portrait" shape="jug" glaze="celadon" />
      </div>
    </div>
  )
}
