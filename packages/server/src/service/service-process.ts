/* A service in a process of its own, for tests that kill it or weigh it. Arguments: the data folder. */
import { silentLogger } from '../http/logger.ts'
import { startService } from './start-service.ts'

/** What the process says of itself when it is asked, after a garbage collection. In bytes. */
export interface Weight {
  readonly rss: number
  readonly heapUsed: number
  /** Open handles by their kind. */
  readonly handles: Readonly<Record<string, number>>
}

const [, , dataDir = ''] = process.argv
const { url } = await startService({ dataDir, mode: 'development', port: 0, logger: silentLogger })
process.on('message', () => {
  // There when the process was started with --expose-gc.
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  const handles: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1
  const weight: Weight = { rss, heapUsed, handles }
  process.send?.(weight)
})
process.send?.({ url, readyMs: Math.round(performance.now()) })
