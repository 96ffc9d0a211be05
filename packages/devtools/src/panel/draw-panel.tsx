import { createRoot } from 'react-dom/client'
import { dress } from '../overlay/dress.ts'
import { keepKeys } from '../overlay/keep-keys.ts'
import type { DrawnPanel, Seat } from '../overlay/seat.ts'
import type { Stand } from '../overlay/stand.ts'
import { Boundary } from './Boundary.tsx'
import { focusFirst } from './focus-first.ts'
import { Panel } from './Panel.tsx'
import { seatOf } from './seat-of.ts'
import { STYLE } from './style.ts'

const dressed = new WeakSet<ShadowRoot>()

/** Draws the panel of an overlay. */
export function standPanel(stand: Stand): DrawnPanel {
  const seat = seatOf(stand, async (from) => {
    const part = await import('./pop-out.ts').catch(() => undefined)
    // oxlint-disable-next-line typescript/only-throw-error -- whoever catches it shows it as it is
    if (!part) throw 'The window did not load, and comes with the next load of the page.'
    return part.popOut(from, drawPanel)
  })
  return drawPanel(stand.root, seat)
}

/**
 * Draws the panel with a React root of its own, so that neither of the two trees can
 * take the other down.
 *
 * @param parent - in the shadow root of the seat
 */
export function drawPanel(parent: HTMLElement, seat: Seat): DrawnPanel {
  const { shadow, options } = seat
  if (!dressed.has(shadow)) {
    dress(shadow, STYLE, options.nonce)
    // Other devtools open and close by keys of their own.
    keepKeys(shadow, !seat.minimise)
  }
  dressed.add(shadow)
  const element = shadow.ownerDocument.createElement('div')
  parent.append(element)
  const root = createRoot(element, {
    // The boundary shows it; nothing of it is an error of the page.
    onCaughtError() {},
    onRecoverableError() {},
  })
  root.render(
    <Boundary close={seat.minimise}>
      <Panel seat={seat} />
    </Boundary>,
  )
  return {
    focus: () => focusFirst(element, '[data-first]', 'h3[tabindex]', '[aria-selected=true]'),
    remove() {
      // A root is not taken down while it draws.
      queueMicrotask(() => root.unmount())
      element.remove()
    },
  }
}
