import type { SluiceClient } from '@sluice/client'
import type { RefusedGrant } from '@sluice/client/grants'

const NAME = 'sluice.devtools.dismissed'

/** How much of a token tells it from others: its signature is as good as random. */
const TAIL = 24

/**
 * Remembers for as long as the tab lives that somebody has read why a grant was refused,
 * and closed that: a grant for somebody else is kept, and refused anew with each page.
 */
export function dismiss(client: SluiceClient, refused: RefusedGrant): void {
  const name = nameOf(client, refused)
  // Without consent nothing is written, and no grant is kept that would be refused again.
  if (name === undefined || client.consent() !== 'granted') return
  try {
    sessionStorage.setItem(NAME, name)
  } catch {
    // Blocked: the grant is not kept either.
  }
}

/** Whether somebody has closed that already. */
export function isDismissed(client: SluiceClient, refused: RefusedGrant): boolean {
  try {
    return sessionStorage.getItem(NAME) === nameOf(client, refused)
  } catch {
    return false
  }
}

/** `undefined` where the grant is kept no longer, and is not refused again. */
function nameOf(client: SluiceClient, { code }: RefusedGrant): string | undefined {
  const { token } = client.store.getState().grant ?? {}
  return token === undefined ? undefined : `${code} ${token.slice(-TAIL)}`
}
