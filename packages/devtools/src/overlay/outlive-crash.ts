import type { SluiceClient } from '@sluice/client'
import type { DevtoolsHandle } from '../options.ts'

/** React takes a tree down in the task in which it tells of the error, or right after it. */
const SAME_CRASH_MS = 1000

let failedAt = -Infinity
addEventListener('error', () => (failedAt = performance.now()))

/**
 * Brings an overlay back that went with the tree that had mounted it, where that tree
 * crashed: with a wrong override it would else be gone when it is needed most.
 *
 * @param mount - puts the overlay back on the page
 */
export function outliveCrash(client: SluiceClient, mount: () => DevtoolsHandle): void {
  // React 18 tells of an error only after the tree is gone.
  setTimeout(() => {
    if (performance.now() - failedAt > SAME_CRASH_MS || isMounted()) return
    const handle = mount()
    if (client.overrides().size > 0) handle.open()
  })
}

/** Whether there is an overlay already: a tree that StrictMode mounts twice, or that was drawn again. */
function isMounted(): boolean {
  return (globalThis as { sluice?: { devtools?: unknown } }).sluice?.devtools !== undefined
}
