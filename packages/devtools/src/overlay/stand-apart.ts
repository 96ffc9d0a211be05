import { retell } from './retell.ts'

const HEARD =
  'pointerdown pointerup pointercancel mousedown mouseup click dblclick auxclick contextmenu touchstart touchmove touchend wheel keydown keypress keyup beforeinput input compositionstart compositionupdate compositionend copy cut paste blur focusout focus focusin'

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
  /** Keys and pointers that are pressed, and were so in the overlay. */
  const pressed = new Map<string, object>()
  const tellLeft = (relatedTarget: EventTarget | null): void => {
    const from = left
    left = undefined
    for (const type of ['blur', 'focusout'])
      from?.dispatchEvent(
        new FocusEvent(type, { bubbles: type === 'focusout', composed: true, relatedTarget }),
      )
  }
  const hear = (event: Event): void => {
    const { type, target, isTrusted } = event
    const { relatedTarget } = event as FocusEvent
    const { key, code: which = 'pointer' } = event as Partial<KeyboardEvent>
    const path = event.composedPath()
    const [from] = path
    const isHere = path.includes(host)
    const press = pressed.get(which)
    const release = (): unknown => pressed.get(which) === press && pressed.delete(which)
    if (/down$|touchstart/.test(type)) {
      release()
      if (isHere) pressed.set(which, {})
    }
    // A click comes in the same task, and none after a finger that has scrolled.
    if (/up$|cancel/.test(type)) setTimeout(release)
    if (isHere) {
      // What began in the page comes to an end there.
      if (isTrusted && !press && type.endsWith('up')) return
      if (type.startsWith('key') && !isOpen()) {
        // While it is closed, the keys of the page count on the trigger too, but for the one with
        // which the browser would close a dialog or popover of the page.
        if (key !== 'Escape') return
        event.preventDefault()
      }
      event.stopImmediatePropagation()
      if (from !== host) from?.dispatchEvent(retell(event))
      if (type === 'blur' && !relatedTarget) tellLeft(null)
    } else if (press && isTrusted && /up$|press$|click|menu/.test(type))
      // Where it ends is no matter of the page.
      event.stopImmediatePropagation()
    else if (relatedTarget === host && /blur|out/.test(type)) {
      event.stopImmediatePropagation()
      left = from
    } else if (left && /focus/.test(type)) {
      if (from !== left) return tellLeft(target)
      event.stopImmediatePropagation()
      if (type === 'focusin') left = undefined
    }
    return undefined
  }
  for (const type of HEARD.split(' ')) addEventListener(type, hear, { capture: true, signal })
}
