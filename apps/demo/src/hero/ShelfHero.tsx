import type { ReactElement } from 'react'
import { Pot } from '../art/Pot.tsx'
import type { PotProps } from '../art/Pot.tsx'
import './shelf-hero.css'

const shelf: readonly PotProps[] = [
  { seed: 'shelf-1', shape: 'amphora', glaze: 'cobalt' },
  { seed: 'shelf-2', shape: 'mug', glaze: 'river' },
  { seed: 'shelf-3', shape: 'teapot', glaze: 'tenmoku' },
  { seed: 'shelf-4', shape: 'budVase', glaze: 'ochre' },
  { seed: 'shelf-5', shape: 'bowl', glaze: 'ash' },
  { seed: 'shelf-6', shape: 'gingerJar', glaze: 'ember' },
  { seed: 'shelf-7', shape: 'bottle', glaze: 'pine' },
]

/** A board of pots, fresh from the kiln. */
export function ShelfHero(): ReactElement {
  return (
    <div className="hero-stage shelf-hero">
      <div className="hero-words wrap">
        <h1 id="hero-title">Everything we can carry from the kiln.</h1>
        <p className="hero-lead">Mugs, jars and jugs in ten glazes, still warm.</p>
        <p>
          <a className="button" href="#shop">
            See the shelves
          </a>
        </p>
      </div>
      <div className="shelf-hero-board">
        <div className="shelf-hero-pots">
          {shelf.map((pot) => (
            <Pot key={pot.seed} {...pot} />
          ))}
        </div>
      </div>
    </div>
  )
}
