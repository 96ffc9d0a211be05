import type { DevtoolsHandle } from '../options.ts'

interface Deeds extends DevtoolsHandle {
  enable(): void
  disable(): void
}

const page = globalThis as { sluice?: { devtools?: Deeds | undefined } }

/** The handle of the overlay that the page has already, and a warning that it stays the only one. */
export function handleOfPage(): DevtoolsHandle | undefined {
  const other = page.sluice?.devtools
  if (!other) return undefined
  // oxlint-disable-next-line eslint/no-console -- there is no other place to say it
  console.warn('Sluice devtools: this page keeps the one it has.')
  return { ...other, unmount() {} }
}

/**
 * Makes an overlay the one of the page, as `sluice.devtools` in the console of the browser.
 *
 * @param able - called with whether it is wanted in this browser
 * @returns its handle; unmounting it frees the page for another
 */
export function takePage(
  handle: DevtoolsHandle,
  able: (isEnabled: boolean) => void,
): DevtoolsHandle {
  const sluice = (page.sluice ??= {})
  const deeds: Deeds = {
    ...handle,
    enable: () => able(true),
    disable: () => able(false),
    unmount() {
      handle.unmount()
      delete sluice.devtools
    },
  }
  sluice.devtools = deeds
  return deeds
}
