/**
 * Where the overlay has to be, the second within the first: in the modal dialog that is open, since
 * everything outside of that is inert. A later part adds another.
 */
export const homes: string[] = ['dialog:modal']

/** Puts the overlay where it can be reached, which is the body if nothing else. Focus stays where it is. */
export function putHome(host: HTMLElement): void {
  let home: Element = document.body
  for (const selector of homes) home = [...home.querySelectorAll(selector)].at(-1) ?? home
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
