import { LINK, takeOff } from './take-link.ts'

/** What routers have heard of. */
let told: string | undefined

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
  told = undefined
  try {
    sessionStorage.removeItem(LINK)
  } catch {
    // As above.
  }
  takeOff(tellSoon)
}

/** Tells routers that have read the address before what was taken off it, as the browser would, once. */
export function tellRouters(oldURL: string): void {
  if (told === oldURL) return
  told = oldURL
  dispatchEvent(new PopStateEvent('popstate', { state: history.state as unknown }))
  dispatchEvent(new HashChangeEvent('hashchange', { oldURL, newURL: location.href }))
}

/** As soon as it is taken off. */
export function tellSoon(oldURL: string): void {
  queueMicrotask(() => tellRouters(oldURL))
}
