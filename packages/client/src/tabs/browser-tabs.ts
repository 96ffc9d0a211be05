import type { Tabs } from '../environment.ts'

/**
 * Joins the tabs of this browser by a channel and a lock. The lock goes to the
 * next tab as soon as the one that holds it is gone, however it went.
 *
 * @returns `undefined` where the browser has neither
 * @throws DOMException where they are denied, as in a sandboxed frame
 */
export function joinBrowserTabs(name: string, told: (message: unknown) => void): Tabs | undefined {
  const { locks } = navigator as { locks?: LockManager }
  if (!locks || typeof BroadcastChannel === 'undefined') return undefined
  const channel = new BroadcastChannel(name)
  channel.onmessage = ({ data }) => told(data)
  return {
    campaign(elected) {
      const controller = new AbortController()
      let resign = (): void => {}
      const hold = (): Promise<void> | undefined => {
        if (controller.signal.aborted) return undefined
        elected()
        return new Promise((resolve) => (resign = resolve))
      }
      locks.request(name, { signal: controller.signal }, hold).catch(() => {
        // Resigned before it was granted; else locks are denied, and each tab looks after itself.
        if (!controller.signal.aborted) elected()
      })
      return () => {
        controller.abort()
        resign()
      }
    },
    live(tab) {
      const controller = new AbortController()
      let die = (): void => controller.abort()
      const hold = (): Promise<void> => new Promise((resolve) => (die = resolve))
      locks.request(`${name}.${tab}`, { signal: controller.signal }, hold).catch(() => {
        // Denied, or dead before it lived.
      })
      return () => die()
    },
    async living() {
      const { held = [] } = await locks.query()
      const before = `${name}.`
      return new Set(
        held.flatMap(({ name: lock = '' }) =>
          lock.startsWith(before) ? lock.slice(before.length) : [],
        ),
      )
    },
    post: (message) => channel.postMessage(message),
    close: () => channel.close(),
  }
}
