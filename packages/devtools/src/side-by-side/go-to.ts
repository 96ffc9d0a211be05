/** Where a frame is that has nothing in it yet. */
export const BLANK = 'about:blank'

/** Where a frame is; `undefined` where that is no page of this origin, such as one that refuses to be framed. */
export function addressOf({ contentWindow }: HTMLIFrameElement): string | undefined {
  try {
    return contentWindow?.location.href
  } catch {
    return undefined
  }
}

/** Takes a page in a frame to another address as routers do, without loading it. */
export function goTo(frame: HTMLIFrameElement, address: string): void {
  const now = addressOf(frame)
  const { contentWindow: window } = frame
  // One that is not loaded yet has no history of this page; it is told when it is.
  if (!window || now === undefined || now === address || now === BLANK) return
  const { hash } = new URL(address)
  if (now.split('#')[0] === address.split('#')[0]) {
    // The browser tells of this one by itself.
    window.location.hash = hash
    return
  }
  window.history.pushState(null, '', address)
  // Routers look when somebody goes back or on.
  window.dispatchEvent(new PopStateEvent('popstate'))
}
