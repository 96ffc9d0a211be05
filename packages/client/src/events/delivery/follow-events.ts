import type { Environment, PageEvent } from '../../environment.ts'
import type { SluiceClientOptions } from '../../options.ts'
import { readSession } from '../../session.ts'
import type { StorageLike } from '../../storage.ts'
import type { SyncOwner } from '../../sync-part.ts'
import { followCrashes } from './crashes.ts'
import { exposeAgain } from '../expose-again.ts'
import type { Delivery } from './start-delivery.ts'
import { startDelivery } from './start-delivery.ts'

/** What delivers the events of a page while somebody allows it. */
export interface FollowedEvents {
  page(event: PageEvent): void
  /** Whether what waits outlives the page. */
  isStored(): boolean
  close(): void
}

/**
 * Takes over the events of a page, and does what a person decides.
 *
 * @param changed - told when something else outlives the page now
 */
export function followEvents(
  options: SluiceClientOptions,
  environment: Environment,
  owner: SyncOwner,
  log: ((line: string) => void) | undefined,
  changed: () => void,
): FollowedEvents {
  const { events, name, shelf, tab } = owner
  // Begun without it, the page could keep its id in memory only.
  let wasGranted = !shelf.memory.has(`${name}.id`)
  let delivery: Delivery | undefined
  let isClosed = false

  const deliver = (): void => {
    const { outbox } = events
    if (outbox) delivery ??= startDelivery(options, environment, owner, outbox, log, changed)
  }

  const grant = (): void => {
    const { anonymous, client } = owner
    const { targetingKey, anonymousKey, ...rest } = client.context()
    const own = anonymous.current
    // Who was here before is the same person, also to a page that asked first.
    const last = shelf.read(`${name}.id`)
    const isRemembered =
      options.rememberAnonymous !== false &&
      options.bootstrap?.context?.['anonymousKey'] === undefined
    if (isRemembered && typeof last === 'string' && last !== '') anonymous.current = last
    const memory = [...shelf.memory]
    shelf.memory.clear()
    for (const [key, value] of memory) shelf.write(key, value)
    anonymous.write()
    const earlier = readSession(tab, `${name}.tab`)
    for (const crash of earlier.broken) owner.broken.add(crash)
    for (const [key, override] of new Map([...earlier.overrides, ...client.overrides()]))
      client.setOverride(key, override)
    events.start()
    void client.setContext({
      ...rest,
      ...(targetingKey !== own && { targetingKey }),
      ...(anonymousKey !== own && { anonymousKey }),
    })
    exposeAgain(events, environment)
  }

  const forget = (): void => {
    delivery?.withdraw()
    delivery = undefined
    events.outbox?.post?.controller.abort()
    events.outbox = undefined
    const { cache = 'local' } = options
    clear(
      () =>
        cache === 'memory'
          ? undefined
          : typeof cache === 'string'
            ? environment.storage(cache)
            : cache,
      [name, `${name}.id`, `${name}.counted`],
    )
    clear(() => environment.storage('session'), [`${name}.tab`])
    try {
      environment.dropRows(`${name}.events`)
    } catch {
      // Where nothing can be opened, nothing is.
    }
  }

  const decide = (): void => {
    const consent = owner.client.consent()
    const isGranted = consent === 'granted'
    if (isGranted && !wasGranted) grant()
    if (!isGranted && (wasGranted || consent === 'denied')) forget()
    wasGranted = isGranted
    deliver()
  }
  owner.onConsent = () => {
    if (isClosed) return
    decide()
    changed()
  }
  decide()
  followCrashes(events, owner.store.getState)
  return {
    page: (event) => delivery?.page(event),
    isStored: () => delivery?.isStored() ?? true,
    close() {
      isClosed = true
      delivery?.close()
    },
  }
}

/** Deletes from a storage what this client wrote there, now or on earlier pages. */
function clear(open: () => StorageLike | null | undefined, keys: readonly string[]): void {
  try {
    const storage = open()
    for (const key of keys)
      if (storage?.removeItem) storage.removeItem(key)
      else storage?.setItem(key, '')
  } catch {
    // Whoever denies a storage has nothing of ours in it.
  }
}
