import { LINK, taken, takeOff } from './take-link.ts'

const IN_LINK = /#(.*[#&?])?sluice=/

/** The address that brought something to open, which nobody has answered yet; `undefined`: none did. */
export function linkOfTab(): string | undefined {
  let link: string | null = null
  try {
    link = sessionStorage.getItem(LINK)
  } catch {
    // Blocked: then it stands in the address still.
  }
  link ??= location.href
  return IN_LINK.test(link) ? link : undefined
}

/** Forgets it, so that a reload does not open it again. */
export function forgetLink(): void {
  try {
    sessionStorage.removeItem(LINK)
  } catch {
    // As above.
  }
  takeOff(() => {})
  tellRouters()
}

/** Tells routers that have read an address before what was taken off it, as the browser would. */
export function tellRouters(): void {
  const { state } = history as { readonly state: unknown }
  for (const oldURL of taken.splice(0)) {
    dispatchEvent(new PopStateEvent('popstate', { state }))
    dispatchEvent(new HashChangeEvent('hashchange', { oldURL, newURL: location.href }))
  }
}
