import { dress } from '../overlay/dress.ts'
import { putHome } from '../overlay/home.ts'
import { keepKeys } from '../overlay/keep-keys.ts'
import { PILL_STYLE } from '../overlay/pill-style.ts'

/** A place over the whole page. */
export interface OverPage {
  readonly root: HTMLElement
  readonly remove: () => void
}

/**
 * Makes a place over the whole page for what would be held inside of other devtools, in
 * the style of where the panel stands.
 */
export function overPage(shadow: ShadowRoot, nonce: string | undefined): OverPage {
  const { ownerDocument: page } = shadow
  const host = page.createElement('sluice-devtools')
  const place = host.attachShadow({ mode: 'open' })
  place.adoptedStyleSheets = [...shadow.adoptedStyleSheets]
  // Of a browser without constructable ones.
  for (const style of shadow.querySelectorAll('style')) {
    const copy = style.cloneNode(true) as HTMLStyleElement
    copy.nonce = nonce ?? ''
    place.append(copy)
  }
  dress(place, PILL_STYLE, nonce)
  const root = page.createElement('div')
  root.className = 'root'
  root.style.colorScheme = shadow.querySelector<HTMLElement>('.root')?.style.colorScheme ?? ''
  place.append(root)
  keepKeys(place, true)
  putHome(host)
  return { root, remove: () => host.remove() }
}
