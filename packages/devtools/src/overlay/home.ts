const MODAL = 'dialog:modal'

/**
 * Where the overlay has to be, each within the one before: in the body, which a script in the head
 * has not got yet, and there in the modal dialog that is open, since everything outside of that is
 * inert. A later part adds another.
 */
export const homes: string[] = ['body', MODAL]

/**
 * The modal dialog that had the focus last. No selector finds one within a shadow root of
 * the page; a later part does.
 */
export const modal: { dialog?: Element | undefined } = {}

/** Puts the overlay where it can be reached. Focus stays where it is. */
export function putHome(host: HTMLElement): void {
  let home: Element = document.documentElement
  for (const selector of homes) {
    home = [...home.querySelectorAll(selector)].at(-1) ?? home
    if (selector === MODAL && modal.dialog?.matches(MODAL)) home = modal.dialog
  }
  if (host.parentNode === home) return
  const focused = host.shadowRoot?.activeElement as HTMLElement | null | undefined
  home.append(host)
  try {
    // Above whatever else is in the top layer, and clipped by nothing.
    host.popover = 'manual'
    host.showPopover()
  } catch {
    // An older browser: it stands as high as a z-index gets.
  }
  focused?.focus()
}
