import { SluiceError } from '@sluice/core'
import { grantInLink, parseGrantAnswer, readGrantClaims, withoutGrant } from '@sluice/core/grants'
import type { SluiceClient } from '../client.ts'
import { browserPage, type GrantPage } from './grant-page.ts'
import type { GrantStatus, RefusedGrant } from './grant-status.ts'

/** How grants are accepted. */
export interface GrantOptions {
  /**
   * Whether the grant is kept in the cookie `sluice-grant` too, for servers that draw
   * pages and other tabs. Default `false`: it stays in this tab.
   */
  readonly cookie?: boolean
  /** Address, storage and clock. Default: the browser's. */
  readonly page?: GrantPage
}

/** The grant of a page. */
export interface Grants {
  /** `undefined` while there is none; the same object until something changes. */
  readonly status: () => GrantStatus | undefined
  /**
   * Why a grant was refused that came while there was one already, which stays in force;
   * `undefined` where none was. Another object each time.
   */
  readonly refused: () => RefusedGrant | undefined
  /** Calls back when one of these is another; returns how to stop. */
  readonly onChange: (listener: () => void) => () => void
  /**
   * Takes a grant, as its link or its token, in place of the one before. What is
   * none, or is refused, leaves that one in force, and `onError` of the client tells.
   */
  readonly accept: (given: string) => void
  /** Goes on without a grant, and forgets it. */
  readonly drop: () => void
  /** Stops looking at the address. The grant goes on with the client. */
  readonly close: () => void
}

/** The shortest time between two looks at whether a grant has ended, milliseconds. */
const SHORTEST_WAIT_MS = 30_000

/** The longest delay of a timer. */
const LONGEST_WAIT_MS = 2 ** 31 - 1

const UNAVAILABLE = 'GRANTS_UNAVAILABLE'

/** Why a grant may still come to work: the person or the service may be another one later. */
const MAY_WORK_LATER = `GRANT_FOR_OTHERS ${UNAVAILABLE}`

// An overlay and the application may both ask; they share one.
const accepting = new WeakMap<SluiceClient, Grants>()

/** How the grant of a client stands; `undefined` while there is none. */
export function grantStatus(client: SluiceClient): GrantStatus | undefined {
  return client.store.getState().grant?.status
}

/**
 * Lets a page be shown what a signed grant forces. A grant in the fragment of the
 * address (`#sluice-grant=…`) is taken off it, kept for this tab, and sent with each
 * request for values; the service alone decides what it is worth.
 *
 * Called right after the client was made, no answer is shown that was asked without the
 * grant. Asked again for the same client it gives the same grants.
 */
export function acceptGrants(client: SluiceClient, options: GrantOptions = {}): Grants {
  const known = accepting.get(client)
  if (known) return known
  const { cookie = false, page = browserPage(cookie) } = options
  const { store } = client
  let cancelTimer: (() => void) | undefined

  /** What was in force, while the service is asked about another. */
  let before: string | undefined
  let refused: RefusedGrant | undefined

  const show = (status: GrantStatus | undefined, token?: string): void => {
    const grant = status && {
      status,
      refused,
      ...(token !== undefined && { token, answered: (header?: string) => hear(token, header) }),
    }
    store.setState({ grant })
  }
  const tell = ({ code, detail }: RefusedGrant): void =>
    client.report(new SluiceError(code, detail))
  /** Sends a token along, where it is one. */
  const carry = (token: string): boolean => {
    const claims = readGrantClaims(token)
    if (!claims) return false
    const { overrides, expiresAt } = claims
    // Without consent nothing is written, and a reload forgets it.
    if (client.consent() === 'granted') page.keep(token, expiresAt)
    show({ state: 'asking', expiresAt, forced: overrides }, token)
    void client.refresh()
    return true
  }
  const hear = (token: string, header: string | undefined): void => {
    const last = store.getState().grant
    if (last?.token !== token) return
    const status: GrantStatus = parseGrantAnswer(header) ?? UNHEARD
    if (JSON.stringify(status) === JSON.stringify(last.status)) return
    cancelTimer?.()
    if (status.state === 'active') {
      before = undefined
      lookAgain(status.expiresAt)
      return show(status, token)
    }
    tell(status)
    if (before !== undefined && before !== token && status.code !== UNAVAILABLE) {
      const good = before
      before = undefined
      refused = { ...status }
      // Now, so that the answer without it is not shown.
      if (carry(good)) return
    }
    if (MAY_WORK_LATER.includes(status.code)) show(status, token)
    else {
      page.keep(undefined, 0)
      show(status)
    }
  }
  // The clock of the service decides; this one may be wrong.
  const lookAgain = (expiresAt: number): void => {
    const waitMs = Math.max(SHORTEST_WAIT_MS, expiresAt - page.now() + 1000)
    cancelTimer = page.schedule(
      () => {
        void client.refresh()
        lookAgain(expiresAt)
      },
      Math.min(waitMs, LONGEST_WAIT_MS),
    )
  }
  const accept: Grants['accept'] = (given) => {
    const token = grantInLink(given) ?? given.trim()
    const { token: present, status } = store.getState().grant ?? {}
    if (readGrantClaims(token)) {
      if (status?.state !== 'refused') before ??= present
      refused = undefined
      carry(token)
    } else {
      if (status && present !== undefined) {
        refused = { ...INVALID }
        show(status, present)
      } else show(INVALID)
      tell(INVALID)
    }
  }
  const linkedGrant = (): string | undefined => {
    const address = page.address()
    const token = grantInLink(address)
    if (token !== undefined) page.replaceAddress(withoutGrant(address))
    return token
  }
  const readAddress = (): void => {
    const token = linkedGrant()
    if (token !== undefined) accept(token)
  }

  const stopListening = page.onFragment(readAddress)
  const kept = page.kept()
  const linked = linkedGrant()
  if (linked !== undefined && readGrantClaims(linked)) before = kept
  // What was kept and is none was written by somebody else.
  else if (kept !== undefined && !carry(kept)) page.keep(undefined, 0)
  if (linked !== undefined) accept(linked)
  const grants: Grants = {
    status: () => grantStatus(client),
    refused: () => store.getState().grant?.refused,
    onChange: (listener) =>
      store.subscribe(({ grant }, { grant: last }) => {
        if (grant?.status !== last?.status || grant?.refused !== last?.refused) listener()
      }),
    accept,
    drop() {
      cancelTimer?.()
      before = refused = undefined
      page.keep(undefined, 0)
      const wasSent = store.getState().grant?.token !== undefined
      show(undefined)
      if (wasSent) void client.refresh()
    },
    close() {
      cancelTimer?.()
      stopListening()
      accepting.delete(client)
    },
  }
  accepting.set(client, grants)
  return grants
}

const INVALID = {
  state: 'refused',
  code: 'GRANT_INVALID',
  detail: 'The grant in the link is cut off or changed. Open the whole link again.',
} as const satisfies RefusedGrant

const UNHEARD = {
  state: 'refused',
  code: 'GRANT_UNHEARD',
  detail:
    'The service says nothing of the grant: it may not be a Sluice service, or a proxy hides its header Sluice-Grant.',
} as const satisfies GrantStatus
