import { modal, putHome } from './home.ts'

/**
 * Puts the overlay into a modal dialog that is open within a shadow root of the page,
 * now or later: everything outside of it is inert. Of a closed root nobody can tell.
 */
export function followModals(host: HTMLElement, signal: AbortSignal): void {
  modal.dialog = modalIn(document)
  const note = (event: Event): void => {
    const dialog = event.composedPath().find(isModal)
    if (!dialog || dialog === modal.dialog) return
    modal.dialog = dialog
    putHome(host)
  }
  // The browser moves the focus into a dialog when it opens.
  addEventListener('focus', note, { capture: true, signal })
  putHome(host)
}

function modalIn(place: ParentNode): Element | undefined {
  for (const { shadowRoot } of place.querySelectorAll('*')) {
    const found =
      shadowRoot && ([...shadowRoot.querySelectorAll('dialog:modal')].at(-1) ?? modalIn(shadowRoot))
    if (found) return found
  }
  return undefined
}

function isModal(target: EventTarget): target is Element {
  return target instanceof Element && target.matches('dialog:modal')
}
