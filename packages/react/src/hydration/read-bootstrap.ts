import type { Bootstrap } from '@sluice/client'
import { exposeNothing } from '../client-context.ts'
import { BOOTSTRAP_ID } from './bootstrap-element.ts'
import { exposeDrawn } from './drawn-exposures.ts'
import { hydrated } from './hydrated.ts'

const known = new WeakMap<Element, Bootstrap>()

/**
 * Reads the values with which the server drew this page, to be given to the
 * client as its `bootstrap`. The same element gives the same object.
 *
 * @returns `undefined` on a page without them, and on a server
 *
 * @example
 * const client = createSluiceClient({ url, clientKey, bootstrap: readBootstrap() })
 */
export function readBootstrap(): Bootstrap | undefined {
  const element =
    typeof document === 'undefined' ? undefined : document.getElementById(BOOTSTRAP_ID)
  if (!element) return undefined
  const last = known.get(element)
  if (last) return last
  try {
    const bootstrap = JSON.parse(element.textContent) as Bootstrap
    known.set(element, bootstrap)
    hydrated.expose = (client, details, isDrawn) => {
      const { targetingKey } = client.store.getInitialState().context
      // What was drawn for somebody else counts for nobody who is here: the page itself tells it.
      const drawnFor = bootstrap.context?.targetingKey ?? targetingKey
      if (drawnFor === targetingKey) return exposeDrawn(client, details, isDrawn)
      return isDrawn ? exposeNothing() : undefined
    }
    return bootstrap
  } catch {
    // Cut off on the way: the client asks the service, as on a page without it.
    return undefined
  }
}
