import { createSluiceNode, type SluiceNode } from '@sluice/node'
import { diskSnapshot } from '@sluice/node/disk'

// Next.js bundles pages and instrumentation apart, and development loads modules anew.
const shared = globalThis as { sluice?: SluiceNode }

/** The one node of this process: it holds every rule and evaluates them here. */
export function sluice(): SluiceNode {
  return (shared.sluice ??= createSluiceNode({
    url: process.env.SLUICE_URL ?? 'http://127.0.0.1:4600',
    serverKey: process.env.SLUICE_SERVER_KEY ?? 'sluice_server_demo',
    snapshot: diskSnapshot('.sluice.snapshot'),
  }))
}
