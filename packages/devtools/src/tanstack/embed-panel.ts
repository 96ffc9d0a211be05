import { dress } from '../overlay/dress.ts'
import { ROOT_STYLE } from '../overlay/pill-style.ts'
import { setSettings } from '../overlay/set-settings.ts'
import { isSeen, type DrawnPlace, type Embedded } from './embedded.ts'

/**
 * Draws the panel into an element of somebody else's.
 *
 * @returns how to take it out
 */
export function embedPanel(place: HTMLElement, embedded: Embedded): () => void {
  const { client, options, notices } = embedded
  const { ownerDocument: page } = place
  const host = page.createElement('sluice-devtools')
  host.style.display = 'block'
  host.style.height = '100%'
  const shadow = host.attachShadow({ mode: 'open' })
  const root = page.createElement('div')
  root.className = 'root embedded'
  shadow.append(root)
  dress(shadow, ROOT_STYLE, options.nonce)
  place.append(host)
  const drawn: DrawnPlace = { host, root }
  embedded.drawn = drawn
  let isGone = false
  void import('../panel/draw-panel.tsx').then(({ drawPanel }) => {
    if (isGone) return
    // Here it asks about the link; not before those devtools have shown what they draw into.
    if (isSeen(embedded)) embedded.guest?.close()
    drawn.panel = drawPanel(root, {
      client,
      options,
      shadow,
      notices,
      atLoad: () => embedded.atLoad,
      settings: () => embedded.settings,
      set: (more) => setSettings(embedded, more),
    })
  })
  return () => {
    isGone = true
    drawn.panel?.remove()
    host.remove()
    if (embedded.drawn === drawn) embedded.drawn = undefined
  }
}

/** Gives the panel the colours of what it stands in. */
export function colourPanel({ drawn }: Embedded, theme: 'dark' | 'light'): void {
  if (drawn) drawn.root.style.colorScheme = theme
}
