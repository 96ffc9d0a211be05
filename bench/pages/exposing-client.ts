import type { SluiceClient } from '@sluice/react'
import { createSluiceClient } from '@sluice/react'
import { flagKeys, PERSON } from './flags.ts'

let clients = 0

/**
 * Makes a client as a page has it that nobody has seen yet, with a service that
 * takes all events.
 *
 * @param exposure - when its flags count as seen
 */
export async function exposingClient(exposure: 'commit' | 'off'): Promise<SluiceClient> {
  const client = createSluiceClient({
    // Each is a browser of its own.
    url: `http://127.0.0.1:9/${clients++}`,
    clientKey: 'sluice_client_bench',
    context: { targetingKey: PERSON },
    consent: 'granted',
    cache: 'memory',
    stream: false,
    bootstrap: {
      flags: flagKeys.map((key) => ({
        key,
        value: false,
        variant: 'off',
        reason: 'SPLIT',
        metadata: { version: 1, allocationVersion: 1, ruleId: 'split', exposure },
      })),
      version: 1,
      epoch: 'bench',
    },
    fetch: (url) =>
      Promise.resolve(
        `${url as string}`.endsWith('/v1/events')
          ? // All that was sent: to count it would be measured, too.
            Response.json({ accepted: Number.MAX_SAFE_INTEGER, refused: [] })
          : new Response(undefined, { status: 304 }),
      ),
  })
  await client.ready()
  return client
}
