import { createSluiceNode, type SluiceNode } from '@sluice/node'
import { evaluateFlags, readAnonymousKey } from '@sluice/react/server'

export const runtime = 'edge'

let node: SluiceNode | undefined

// Made with the first request: a build loads this file too, and has no service to ask.
function sluice(): SluiceNode {
  return (node ??= createSluiceNode({
    url: process.env.SLUICE_URL ?? 'http://127.0.0.1:4600',
    serverKey: process.env.SLUICE_SERVER_KEY ?? 'sluice_server_demo',
    // Frozen between requests: it asks when it wakes up.
    stream: false,
  }))
}

/** The same flags from an edge function. */
export async function GET(request: Request): Promise<Response> {
  await sluice().ready()
  const anonymousKey = readAnonymousKey(request.headers.get('cookie'))
  const flags = evaluateFlags(sluice(), { anonymousKey })
  return Response.json({ headline: flags.variant('headline', 'Teapots') })
}
