/** Under which name a tab keeps the address that brought something, until somebody has answered. */
export const LINK = 'sluice.devtools.link'

/**
 * Takes what a link brings off the address and keeps it for the tab, now and whenever one
 * comes: as long as it stands there, a router that has its routes in the fragment takes it
 * for a part of them.
 */
export function takeLinks(): void {
  const take = (): void => {
    takeOff((address) => (sessionStorage[LINK] = address))
  }
  // Before any `hashchange`.
  addEventListener('popstate', take)
  take()
}

/** Takes off the address what a link brings, if there is anything: then what stood there is given first. */
export function takeOff(first: (address: string) => void): void {
  try {
    const { href, hash } = location
    const rest = hash.replace(/([#&?])(sluice=[^&]*&?)+/g, '$1')
    if (rest === hash) return
    first(href)
    history.replaceState(history.state, '', href.split('#')[0] + rest.replace(/[#&?]+$/, ''))
  } catch {
    // What is to be kept cannot be: it is read where it stands.
  }
}
