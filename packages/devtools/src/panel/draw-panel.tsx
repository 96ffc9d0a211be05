import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { dress } from '../overlay/dress.ts'
import { keepKeys } from '../overlay/keep-keys.ts'
import { part } from '../overlay/part.ts'
import { pillMarks } from '../overlay/pill-marks.ts'
import type { DrawnPanel, Seat } from '../overlay/seat.ts'
import type { Stand } from '../overlay/stand.ts'
import { moreMarks } from '../what-if/more-marks.ts'
import { Boundary } from './Boundary.tsx'
import { focusFirst } from './focus-first.ts'
import { Panel } from './Panel.tsx'
import { seatOf } from './seat-of.ts'
import { STYLE } from './style.ts'

const loadPopOut = part(() => import('./pop-out.ts'))

const dressed = new WeakSet<ShadowRoot>()

/**
 * Draws the panel of an overlay.
 *
 * @param takesFocus - whether whoever waited for it does so still
 */
export function standPanel(stand: Stand, takesFocus: boolean): DrawnPanel {
  const seat = seatOf(stand, async (from) => {
    const loaded = await loadPopOut().catch(() => undefined)
    // oxlint-disable-next-line typescript/only-throw-error -- whoever catches it shows it as it is
    if (!loaded) throw 'The window did not load. Press again to try once more.'
    return loaded.popOut(from, drawPanel)
  })
  return drawPanel(stand.root, { ...seat, takesFocus })
}

/**
 * Draws the panel with a React root of its own, so that neither of the two trees can
 * take the other down.
 *
 * @param parent - in the shadow root of the seat
 * @throws what React does, where the page has broken what React stands on
 */
export function drawPanel(parent: HTMLElement, seat: Seat): DrawnPanel {
  const { shadow, options } = seat
  pillMarks.more = moreMarks
  if (!dressed.has(shadow)) {
    dress(shadow, STYLE, options.nonce)
    // Other devtools open and close by keys of their own.
    keepKeys(shadow, !seat.minimise)
  }
  dressed.add(shadow)
  const element = shadow.ownerDocument.createElement('div')
  parent.append(element)
  let isDrawn = false
  let fault: { readonly error: unknown } | undefined
  const root = createRoot(element, {
    // The boundary shows it; nothing of it is an error of the page.
    onCaughtError() {},
    onRecoverableError() {},
    // Not even the boundary could be drawn.
    onUncaughtError(error) {
      if (isDrawn) reportError(error)
      else fault = { error }
    },
  })
  try {
    // At once: what it takes the place of goes, and the focus with it.
    flushSync(() =>
      root.render(
        <Boundary close={seat.minimise}>
          <Panel seat={seat} />
        </Boundary>,
      ),
    )
    if (fault) throw fault.error
  } catch (error) {
    element.remove()
    throw error
  }
  isDrawn = true
  return {
    focus: () => focusFirst(element, '[data-first]', 'h3[tabindex]', '[aria-selected=true]'),
    remove() {
      // A root is not taken down while it draws.
      queueMicrotask(() => root.unmount())
      element.remove()
    },
  }
}
