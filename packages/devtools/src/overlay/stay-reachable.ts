/**
 * Takes off an element of the body what dialogs set on all but themselves. At once, and
 * then not again in the same task: a page that insists would else come to nothing more.
 */
export function stayReachable(host: Element, signal: AbortSignal): void {
  let isFree = false
  const free = (): void => {
    if (isFree || !host.matches('[inert],[aria-hidden]')) return
    host.removeAttribute('inert')
    host.removeAttribute('aria-hidden')
    isFree = true
    setTimeout(() => {
      isFree = false
      if (!signal.aborted) free()
    })
  }
  const observer = new MutationObserver(free)
  observer.observe(host, { attributeFilter: ['inert', 'aria-hidden'] })
  signal.addEventListener('abort', () => observer.disconnect())
  free()
}
