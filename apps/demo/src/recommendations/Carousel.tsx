import type { ReactElement } from 'react'
import type { Pair } from './pairs.ts'

/**
 * A carousel that somebody shipped too early. It reads the third picture of a
 * pair that has two, so it throws while it renders. On purpose: this is what a
 * bad treatment looks like, and the shop goes on.
 */
export function Carousel({ pairs }: { readonly pairs: readonly Pair[] }): ReactElement {
  const covers = pairs.map((pair) => {
    const cover = pair.pieces[2]
    if (cover === undefined) throw new Error(`The carousel found no third picture in ${pair.id}.`)
    return cover
  })
  return <ul className="carousel">{covers.map((cover) => cover.name)}</ul>
}
