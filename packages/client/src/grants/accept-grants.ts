import { SluiceError } from '@sluice/core'
import {
  grantInLink,
  parseGrantAnswer,
  readGrantClaims,
  withoutGrant,
  type GrantClaims,
} from '@sluice/core/grants'
import type { SluiceClient } from '../client.ts'
import { browserPage, type GrantPage } from './grant-page.ts'
import type { GrantStatus } from './grant-status.ts'

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
  /** Calls back when the status is another one; returns how to stop. */
  readonly onChange: (listener: () => void) => () => void
  /**
   * Takes a grant, as its link or its token, in place of the one before. What is
   * none changes nothing, and `onError` of the client tells.
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

/** Why a grant may still come to work: the person or the service may be another one later. */
const MAY_WORK_LATER = 'GRANT_FOR_OTHERS GRANTS_UNAVAILABLE'

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

  const show = (status: GrantStatus | undefined, token?: string): void => {
    const grant = status && {
      status,
      ...(token !== undefined && { token, answered: (header?: string) => hear(token, header) }),
    }
    store.setState({ grant })
  }
  const carry = (token: string, { overrides, expiresAt }: GrantClaims): void => {
    // Without consent nothing is written, and a reload forgets it.
    if (client.consent() === 'granted') page.keep(token, expiresAt)
    show({ state: 'asking', expiresAt, forced: overrides }, token)
    void client.refresh()
  }
  const hear = (token: string, header: string | undefined): void => {
    const last = store.getState().grant
    if (last?.token !== token) return
    const status: GrantStatus = parseGrantAnswer(header) ?? UNHEARD
    if (JSON.stringify(status) === JSON.stringify(last.status)) return
    cancelTimer?.()
    if (status.state === 'active') {
      lookAgain(status.expiresAt)
      return show(status, token)
    }
    if (MAY_WORK_LATER.includes(status.code)) show(status, token)
    else {
      page.keep(undefined, 0)
      show(status)
    }
    client.report(new SluiceError(status.code, status.detail))
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
    const claims = readGrantClaims(token)
    if (claims) return carry(token, claims)
    if (store.getState().grant?.token === undefined) show(INVALID)
    client.report(new SluiceError(INVALID.code, INVALID.detail))
  }
  const readAddress = (): void => {
    const address = page.address()
    const token = grantInLink(address)
    if (token === undefined) return
    page.replaceAddress(withoutGrant(address))
    accept(token)
  }

  const stopListening = page.onFragment(readAddress)
  readAddress()
  // What an address brought and is none costs nobody the one that the tab has.
  if (store.getState().grant?.token === undefined) {
    const kept = page.kept()
    const claims = kept === undefined ? undefined : readGrantClaims(kept)
    // What was kept and is none was written by somebody else.
    if (kept !== undefined && claims) carry(kept, claims)
    else if (kept !== undefined) page.keep(undefined, 0)
  }
  const grants: Grants = {
    status: () => grantStatus(client),
    onChange: (listener) =>
      store.subscribe((state, previous) => {
        if (state.grant?.status !== previous.grant?.status) listener()
      }),
    accept,
    drop() {
      cancelTimer?.()
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
} as const satisfies GrantStatus

const UNHEARD = {
  state: 'refused',
  code: 'GRANT_UNHEARD',
  detail:
    'The service says nothing of the grant: it may not be a Sluice service, or a proxy hides its header Sluice-Grant.',
} as const satisfies GrantStatus
