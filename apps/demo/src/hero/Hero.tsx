import { Variant } from '@sluice/react'
import type { ReactElement } from 'react'
import { LetterHero } from './LetterHero.tsx'
import { PortraitHero } from './PortraitHero.tsx'
import { ShelfHero } from './ShelfHero.tsx'
import './hero.css'

/** The opening picture, in three variants of one size. */
export function Hero(): ReactElement {
  return (
    <section className="hero" aria-labelledby="hero-title">
      <Variant
        flag="hero-layout"
        cases={{
          portrait: <PortraitHero />,
          shelf: <ShelfHero />,
          letter: <LetterHero />,
        }}
      />
    </section>
  )
}
