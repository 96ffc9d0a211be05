import type { DevtoolsHandle } from '../options.ts'

interface Global {
  sluice?: { devtools?: Record<string, (() => void) | DevtoolsHandle> | undefined }
}

const page = globalThis as Global

/** The handle of the overlay that the page has already, and a warning that it stays the only one. */
export function handleOfPage(): DevtoolsHandle | undefined {
  const { handle } = page.sluice?.devtools ?? {}
  if (typeof handle !== 'object') return undefined
  // oxlint-disable-next-line eslint/no-console -- there is no other place to say it
  console.warn('Sluice devtools: there is one on this page already, and it stays the only one.')
  return { ...handle, unmount() {} }
}

/**
 * Makes an overlay the one of the page, as `sluice.devtools` in the console of the browser.
 *
 * @param able - called with whether it is wanted in this browser
 * @returns its handle; unmounting it frees the page for another
 */
export function takePage(
  { open, close, unmount }: DevtoolsHandle,
  able: (isEnabled: boolean) => void,
): DevtoolsHandle {
  const handle = {
    open,
    close,
    unmount() {
      unmount()
      delete page.sluice?.devtools
    },
  }
  const deeds = { enable: () => able(true), disable: () => able(false), open, close, handle }
  ;(page.sluice ??= {}).devtools = deeds
  return handle
}
