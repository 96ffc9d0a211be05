import { useSluiceContext } from '@sluice/react'
import { useCallback, useEffect, useReducer, useState, type ReactElement } from 'react'
import { Banner } from './banner/Banner.tsx'
import { basketAfter, piecesIn } from './basket/basket.ts'
import { BasketSheet } from './basket/BasketSheet.tsx'
import { keepBasket, keptBasket } from './basket/kept-basket.ts'
import { PieceGrid } from './catalogue/PieceGrid.tsx'
import { PieceSheet } from './catalogue/PieceSheet.tsx'
import type { Piece } from './catalogue/pieces.ts'
import { Hero } from './hero/Hero.tsx'
import { Footer } from './page/Footer.tsx'
import { Header } from './page/Header.tsx'
import { Sheet } from './page/Sheet.tsx'
import type { Persona } from './people/personas.ts'
import { Recommendations } from './recommendations/Recommendations.tsx'
import { StatusChip } from './status/StatusChip.tsx'

/** What lies over the page. */
type Over = 'basket' | Piece | undefined

/** The shop: one page, two panels, and somebody who looks at it. */
export function Shop({ arrivesAs }: { readonly arrivesAs: Persona }): ReactElement {
  const { setContext, reset } = useSluiceContext()
  const [persona, setPersona] = useState(arrivesAs)
  const [basket, sendBasket] = useReducer(basketAfter, undefined, keptBasket)
  const [over, setOver] = useState<Over>()
  const [announcement, setAnnouncement] = useState('')

  useEffect(() => keepBasket(basket), [basket])

  const close = useCallback(() => setOver(undefined), [])

  const become = (next: Persona): void => {
    setPersona(next)
    void (next.context === undefined ? reset() : setContext(next.context))
    const address = new URL(location.href)
    if (next.context === undefined) address.searchParams.delete('as')
    else address.searchParams.set('as', next.id)
    history.replaceState(history.state, '', address)
  }

  const add = (piece: Piece): void => {
    sendBasket({ type: 'added', piece })
    setAnnouncement(`${piece.name} is in the basket.`)
    setOver(undefined)
  }

  return (
    <>
      <a className="skip" href="#shop">
        To the shelves
      </a>
      <Banner />
      <Header
        persona={persona}
        onPersona={become}
        count={piecesIn(basket)}
        onBasket={() => setOver('basket')}
      />
      <main>
        <Hero />
        <PieceGrid onOpen={setOver} onAdd={add} />
        <Recommendations onOpen={setOver} />
      </main>
      <Footer />
      <StatusChip />
      <output className="visually-hidden">{announcement}</output>
      <Sheet open={over === 'basket'} onClose={close} labelledBy="basket-title">
        <BasketSheet
          key={persona.id}
          basket={basket}
          persona={persona}
          onEvent={sendBasket}
          onClose={close}
        />
      </Sheet>
      <Sheet open={typeof over === 'object'} onClose={close} labelledBy="piece-title">
        {typeof over === 'object' ? (
          <PieceSheet piece={over} onAdd={add} onClose={close} />
        ) : undefined}
      </Sheet>
    </>
  )
}
