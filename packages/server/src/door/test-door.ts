import { once } from 'node:events'
import type { Server } from 'node:http'
import { silentLogger } from '../http/logger.ts'
import { createHttpServer } from '../service/http-server.ts'
import { DEFAULT_LIMITS } from '../service/limits.ts'
import { listen } from '../service/listen.ts'
import type { TestApp } from '../service/test-app.ts'

/** A page of an origin that tests allow. */
export const PAGE = 'https://shop.example'

/** What Node adds to any answer, and what differs each time. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
  'x-request-id',
])

/** The headers of an answer that are the service's own. */
export function ownHeaders<T>(headers: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries([...headers].filter(([name]) => !OF_THE_CONNECTION.has(name)))
}

/** A server of Node that asks the doors of an app first. */
export interface TestDoor {
  readonly server: Server
  readonly port: number
  /** How many requests have been begun with. */
  readonly begun: number
  /** How many the routes were given. */
  readonly byRoutes: number
  close(): Promise<void>
}

/** Opens one on a port of its own. */
export async function openTestDoor(app: Pick<TestApp, 'direct' | 'fetch'>): Promise<TestDoor> {
  let begun = 0
  let byRoutes = 0
  const server = createHttpServer({
    direct: (...request) => {
      begun++
      return app.direct(...request)
    },
    fetch: (request, env) => {
      byRoutes++
      return app.fetch(request, env)
    },
    limits: DEFAULT_LIMITS,
    logger: silentLogger,
    loopbackOnly: true,
  })
  const { port } = await listen(server, 0, '127.0.0.1')
  return {
    server,
    port,
    get begun() {
      return begun
    },
    get byRoutes() {
      return byRoutes
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
