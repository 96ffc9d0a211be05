import type { SluiceClient } from '@sluice/client'
import { acceptGrants } from '@sluice/client/grants'
import { grantInLink } from '@sluice/core/grants'
import { Mark, overlay, placed } from '@sluice/react/overlay'
import type { DevtoolsHandle, DevtoolsOptions } from '../options.ts'
import { keep } from '../overlay/keep.ts'
import type { Settings } from '../overlay/memory.ts'
import { NO_OVERLAY } from '../overlay/no-overlay.ts'
import { part } from '../overlay/part.ts'
import { handleOfPage, takePage } from '../overlay/page.ts'

const loadGuard = /* @__PURE__ */ part(() => import('./guard-overlay.ts'))

const ASKED_FOR = /[?#&]sluice-devtools\b/

/** As `recall` reads them, which comes later: here nobody is told of what is broken. */
function settings(): Settings {
  try {
    return (JSON.parse(localStorage['sluice.devtools.settings'] as string) ?? {}) as Settings
  } catch {
    return {}
  }
}

/**
 * Puts the overlay on a page in production, for whoever has a signed grant. Until a
 * grant is active there is nothing of it but this. Call it right after the client was
 * made, so that nothing is shown first that the grant would change.
 *
 * A link with a grant opens it. `#sluice-devtools` in the address, or
 * `sluice.devtools.enable()` in the console of the browser, asks for a grant.
 *
 * @example
 * mountDevtools(client)
 */
export function mountDevtools(client: SluiceClient, options: DevtoolsOptions = {}): DevtoolsHandle {
  if (typeof document === 'undefined') return NO_OVERLAY
  const other = handleOfPage()
  if (other) return other
  let linked: object | undefined
  // Before it is taken off the address.
  const hear = (address: string): void => {
    if (grantInLink(address) !== undefined) linked = {}
  }
  hear(location.href)
  const grants = acceptGrants(client)
  // Gates look there when they are drawn first, which is before the service has answered.
  if (grants.status()) {
    overlay.Mark = Mark
    overlay.placed = placed
  }
  let { isEnabled }: Settings = settings()
  let guard: Promise<DevtoolsHandle | void> | undefined

  const load = () =>
    (guard ??= loadGuard().then(
      ({ guardOverlay }) => guardOverlay(client, grants, options, () => linked),
      (error) => {
        // The next one who asks for it asks again.
        guard = undefined
        reportError(error)
      },
    ))
  const open = (): void => void load().then((guarded) => guarded?.open())
  const close = (): void => void guard?.then((guarded) => guarded?.close())
  const leave = (): void => {
    void guard?.then((guarded) => guarded?.unmount())
    guard = undefined
  }
  const look = (): void => {
    // Nobody has to be told of a grant before the service has said what it is worth.
    const isTold = (grants.status() ?? { state: 'asking' }).state !== 'asking'
    if (isEnabled !== false && (isEnabled === true || isTold)) void load()
  }
  const read = (event?: HashChangeEvent): void => {
    if (event) hear(event.newURL)
    if (isEnabled !== false && ASKED_FOR.test(location.href)) open()
  }
  const stop = grants.onChange(look)
  addEventListener('hashchange', read)
  look()
  read()
  return takePage(
    {
      open,
      close,
      unmount() {
        stop()
        removeEventListener('hashchange', read)
        leave()
      },
    },
    (next) => {
      isEnabled = next
      keep('settings', { ...settings(), isEnabled })
      if (next) open()
      else leave()
    },
  )
}
