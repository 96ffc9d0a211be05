/** Under which name a tab keeps the address that brought something, until somebody has answered. */
export const LINK = 'sluice.devtools.link'

/** Addresses off which something was taken, of which no router has heard. */
export const taken: string[] = []

/**
 * Takes what a link brings off the address and keeps it for the tab, now and whenever one
 * comes: as long as it stands there, a router that has its routes in the fragment takes it
 * for a part of them.
 */
export function takeLinks(): void {
  const take = (): void => {
    try {
      takeOff((address) => (sessionStorage[LINK] = address))
    } catch {
      // Blocked: it is read where it stands.
    }
  }
  // Before any `hashchange`.
  addEventListener('popstate', take, true)
  take()
}

/** Takes off the address what a link brings, if there is anything: then what stood there is given first. */
export function takeOff(first: (address: string) => void): void {
  const { href, hash } = location
  const rest = hash.replace(/([#&?])(sluice=[^&]*&?)+/g, '$1')
  if (rest === hash) return
  first(href)
  taken.push(href)
  history.replaceState(history.state, '', href.split('#')[0] + rest.replace(/[#&?]+$/, ''))
}
