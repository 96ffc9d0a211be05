import type * as DrawPanel from '../panel/draw-panel.tsx'
import { dress } from '../overlay/dress.ts'
import { part } from '../overlay/part.ts'
import { ROOT_STYLE } from '../overlay/pill-style.ts'
import { PLACE_STYLE } from '../overlay/place-style.ts'
import { setSettings } from '../overlay/set-settings.ts'
import { waitForPanel } from '../overlay/wait-for-panel.ts'
import type { DrawnPlace, Embedded } from './embedded.ts'

// Bundlers put the text in its place. It is asked where a file is loaded: some bundlers write every
// file of a module that they have read, whether or not anything of it is left.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

const loadPanel = /* @__PURE__ */ part((): Promise<typeof DrawPanel> => {
  if (process.env.NODE_ENV !== 'production') return import('../panel/draw-panel.tsx')
  throw new Error('Only while you develop.')
})

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
  dress(shadow, ROOT_STYLE + PLACE_STYLE, options.nonce)
  place.append(host)
  const drawn: DrawnPlace = { host, root }
  embedded.drawn = drawn
  const focused = page.activeElement
  const bring = async (): Promise<void> => {
    drawn.panel?.remove()
    const waiting = waitForPanel(root)
    drawn.panel = waiting
    try {
      const { drawPanel } = await loadPanel()
      if (drawn.panel !== waiting) return
      drawn.panel = drawPanel(root, {
        client,
        options,
        shadow,
        notices,
        takesFocus: page.activeElement === focused,
        atLoad: () => embedded.atLoad,
        settings: () => embedded.settings,
        set: (more) => setSettings(embedded, more),
      })
      waiting.remove()
    } catch (error) {
      if (drawn.panel === waiting) waiting.tell(error, () => void bring())
    }
  }
  void bring()
  return () => {
    drawn.panel?.remove()
    drawn.panel = undefined
    host.remove()
    if (embedded.drawn === drawn) embedded.drawn = undefined
  }
}

/** Gives the panel the colours of what it stands in. */
export function colourPanel({ drawn }: Embedded, theme: 'dark' | 'light'): void {
  if (drawn) drawn.root.style.colorScheme = theme
}
