import { customChord } from '../overlay/custom-chord.ts'
import { dress } from '../overlay/dress.ts'
import { ROOT_STYLE } from '../overlay/pill-style.ts'
import { PLACE_STYLE } from '../overlay/place-style.ts'
import type { DrawnPanel, Seat } from '../overlay/seat.ts'
import { openWindow } from './open-window.ts'

const WINDOW_STYLE = `:host{all:initial!important;display:block!important;position:fixed!important;inset:0!important}.root{background:var(--ground)}`

/**
 * Moves the panel of a page into a window of its own. Either of the two takes the
 * other along when it goes.
 *
 * @param draw - draws the panel
 * @throws a sentence, where the browser opens no window
 */
export async function popOut(
  seat: Seat,
  draw: (parent: HTMLElement, seat: Seat) => DrawnPanel,
): Promise<DrawnPanel> {
  const view = await openWindow()
  const { document: page } = view
  page.title = 'Sluice devtools'
  page.documentElement.lang = 'en'
  const host = page.createElement('sluice-devtools')
  const shadow = host.attachShadow({ mode: 'open' })
  const root = page.createElement('div')
  root.className = 'root embedded'
  const show = (): void => {
    root.style.colorScheme = seat.settings().theme ?? ''
  }
  show()
  shadow.append(root)
  dress(shadow, ROOT_STYLE + PLACE_STYLE + WINDOW_STYLE, seat.options.nonce)
  page.body.append(host)
  const panel = draw(root, {
    ...seat,
    shadow,
    onPage: seat.shadow,
    popOut: undefined,
    hide: undefined,
    set(settings) {
      seat.set(settings)
      show()
    },
  })
  const { chord = 'mod+shift+g' } = seat.options
  const keys = chord === false ? undefined : customChord(chord, [])
  const ended = new AbortController()
  const { signal } = ended
  const press = (event: KeyboardEvent): void => {
    if (keys?.isMeant(event) !== true) return
    event.preventDefault()
    seat.minimise?.()
  }
  // The keys of the page are heard on the page alone.
  view.addEventListener('keydown', press, { signal, capture: true })
  view.addEventListener('pagehide', () => seat.minimise?.(), { signal })
  window.addEventListener('pagehide', () => view.close(), { signal })
  return {
    focus() {
      view.focus()
      panel.focus()
    },
    remove() {
      ended.abort()
      panel.remove()
      view.close()
    },
  }
}
