import { retell } from './retell.ts'

const HEARD = [
  'pointerdown',
  'pointerup',
  'mousedown',
  'mouseup',
  'click',
  'touchstart',
  'touchmove',
  'touchend',
  'wheel',
  'keydown',
  'blur',
  'focusout',
  'focus',
  'focusin',
]

/**
 * Keeps what somebody presses, types and focuses in an overlay from the page: a dialog of it that
 * holds the focus would else take that back, and one that closes by a press outside would close.
 *
 * It listens on the window, which is asked before any document, and tells its own shadow
 * tree of it anew. That the focus has left something of the page, the page hears when
 * it comes to something else, and not at all when it comes back.
 */
export function standApart(host: Element, isOpen: () => boolean, signal: AbortSignal): void {
  /** What had the focus in the page, which has not heard that it is gone. */
  let left: EventTarget | undefined
  const tellLeft = (relatedTarget: EventTarget | null): void => {
    const from = left
    left = undefined
    for (const type of ['blur', 'focusout'])
      from?.dispatchEvent(
        new FocusEvent(type, { bubbles: type === 'focusout', composed: true, relatedTarget }),
      )
  }
  const hear = (event: Event): void => {
    const { type, target } = event
    const { relatedTarget } = event as FocusEvent
    const [from] = event.composedPath()
    if (target === host) {
      // While it is closed, the keys of the page count on the trigger too.
      if (type === 'keydown' && !isOpen()) return
      event.stopImmediatePropagation()
      if (from !== host) from?.dispatchEvent(retell(event))
      if (type === 'blur' && !relatedTarget) tellLeft(null)
    } else if (relatedTarget === host && /blur|out/.test(type)) {
      event.stopImmediatePropagation()
      left = from
    } else if (left && /focus/.test(type)) {
      if (from !== left) return tellLeft(target)
      event.stopImmediatePropagation()
      if (type === 'focusin') left = undefined
    }
    return undefined
  }
  for (const type of HEARD) addEventListener(type, hear, { capture: true, signal })
}
