import type { Environment, PageEvent } from '../../environment.ts'
import type { SluiceClientOptions } from '../../options.ts'
import type { SyncOwner } from '../../sync-part.ts'
import { readSession } from '../../session.ts'
import { defaultConsent } from '../consent.ts'
import type { Delivery } from './start-delivery.ts'
import { startDelivery } from './start-delivery.ts'
import { withdrawn } from './withdrawal.ts'

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
  const { events, name, shelf } = owner
  // Begun without it, the page could keep its id in memory only.
  let wasGranted = !shelf.memory.has('.id')
  let delivery: Delivery | undefined
  let isClosed = false

  const deliver = (): void => {
    const { outbox } = events
    if (outbox) delivery ??= startDelivery(options, environment, owner, outbox, log, changed)
  }

  /** Keeps for the next page what was kept in memory so far. */
  const keep = (): void => {
    const { client } = owner
    const memory = [...shelf.memory]
    shelf.memory.clear()
    // But who is there: by now that is who this browser remembers.
    for (const [part, value] of memory) if (part !== '.id') shelf.write(part, value)
    const earlier = readSession(owner.tab)
    for (const treatment of earlier.broken) client.crashes.broken.add(treatment)
    for (const [key, override] of new Map([...earlier.overrides, ...client.overrides()]))
      client.setOverride(key, override)
  }

  const began = options.consent ?? defaultConsent()
  const isDenied = (): boolean => owner.client.consent() === 'denied'
  const tellOthers = (): void => {
    try {
      const tabs = environment.joinTabs(`${name}.events`, () => {})
      tabs?.post(withdrawn(owner, wasGranted || began === 'granted'))
      tabs?.close()
    } catch {
      // Denied: the other tabs look after themselves.
    }
  }

  const decide = (): void => {
    const isGranted = owner.client.consent() === 'granted'
    if (isGranted && !wasGranted) keep()
    if (!isGranted) {
      if (isDenied() || wasGranted)
        try {
          // What static pages remember is of no client, and not where this one keeps its own.
          environment.storage('local')?.removeItem?.('sluice.static')
        } catch {
          // Whoever denies a storage has nothing of ours in it.
        }
      if (delivery) delivery.withdraw()
      // Said before there was anything to deliver. What a page began with nobody has said here.
      else if (isDenied() && began !== 'denied') tellOthers()
      delivery = undefined
    }
    wasGranted = isGranted
    deliver()
  }
  owner.onConsent = () => {
    if (isClosed) return
    decide()
    changed()
  }
  // A denial also takes what an earlier visit left.
  if (isDenied()) owner.client.setConsent('denied')
  else decide()
  return {
    page: (event) => delivery?.page(event),
    isStored: () => delivery?.isStored() ?? true,
    close() {
      isClosed = true
      delivery?.close()
    },
  }
}
