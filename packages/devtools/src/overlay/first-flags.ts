import type { FlagTable, SluiceClient } from '@sluice/client'

/** How often it is looked whether a service that is late has answered. */
const LOOK_MS = 200

/**
 * Gives what the service gave first. `ready` gives up waiting, and settles without values; this
 * does not. It looks now and then, since an overlay that is closed subscribes to nothing.
 */
export async function firstFlags(client: SluiceClient): Promise<FlagTable> {
  await client.ready()
  for (;;) {
    const { flags, status } = client.store.getState()
    // An answer may hold no flags, and one that is closed gets none.
    if (flags.size > 0 || /ready|closed/.test(status.state)) return flags
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}
