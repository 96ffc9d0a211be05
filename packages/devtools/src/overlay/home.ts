/**
 * Puts the overlay where it can be reached: into the modal dialog that is open, since
 * everything outside of that is inert, else into the body. Focus stays where it is.
 */
export function putHome(host: HTMLElement): void {
  const home = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body
  if (host.parentNode === home) return
  const focused = host.shadowRoot?.activeElement
  home.append(host)
  try {
    // Above whatever else is in the top layer, and clipped by nothing.
    host.popover = 'manual'
    host.showPopover()
  } catch {
    // An older browser: it stands as high as a z-index gets.
  }
  if (focused instanceof HTMLElement) focused.focus()
}
