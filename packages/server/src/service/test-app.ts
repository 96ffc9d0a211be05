import type { OfrepBulkResponse } from '@sluice/core'
import { parseRuleset } from '@sluice/core/schema'
import { re2Engine } from '@sluice/core/regex'
import { createCredentialBook, type CredentialBook } from '../auth/credential-book.ts'
import { addDemoCredentials } from '../auth/demo-credentials.ts'
import { createCredential } from '../auth/credential.ts'
import type { KeyKind, Principal, Role } from '../auth/principal.ts'
import { silentLogger, type Logger } from '../http/logger.ts'
import { createFakeClock, type FakeClock } from '../live/fake-clock.ts'
import { createLiveEnvironments, type LiveEnvironments } from '../live/live-environments.ts'
import type { EnvironmentSettings } from '../live/published-environment.ts'
import { onTestFinished } from 'vitest'
import { requireDocumented } from '../openapi/undocumented.ts'
import { createApp, type App, type AppOptions } from './create-app.ts'

/** An app over rulesets in memory, for tests: no database, no port, a clock that stands still. */
export interface TestApp extends App {
  readonly clock: FakeClock
  readonly live: LiveEnvironments
  readonly credentials: CredentialBook
  /** Publishes a document as the next version of an environment. */
  publish(environment: string, document: unknown, settings?: Partial<EnvironmentSettings>): void
  /** @returns the text of a new key of an environment */
  addKey(kind: KeyKind, environment: string): string
  /** @returns the text of a new token */
  addToken(role: Role): string
  /** Sends a POST as OFREP clients do. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
}

/** The path of the bulk endpoint. */
export const BULK = '/ofrep/v1/evaluate/flags'

/** Reads the body of a bulk answer. */
export async function readBulk(answer: Response): Promise<OfrepBulkResponse> {
  return (await answer.json()) as OfrepBulkResponse
}

/** Makes a test app with the demo keys and an empty environment `development`. */
export function createTestApp(
  options: Partial<AppOptions> & { readonly logger?: Logger; readonly epoch?: string } = {},
): TestApp {
  const clock = createFakeClock()
  const live = createLiveEnvironments(options.epoch ?? 'epoch-1', re2Engine)
  const credentials = createCredentialBook()
  addDemoCredentials(credentials)
  const add = (kind: KeyKind | 'token', principal: (id: string) => Principal): string => {
    const { id, text, digest } = createCredential(kind)
    credentials.add({ publicId: `${kind}_${id}`, digest, principal: principal(id) })
    return text
  }
  const publish: TestApp['publish'] = (key, document, settings) => {
    const { ruleset } = parseRuleset(document)
    const version = (live.get(key)?.compiled.version ?? 0) + 1
    live.publish({
      key,
      settings: { protected: false, allowedOrigins: [], requireOwner: false, ...settings },
      ruleset: { ...ruleset, version },
    })
  }
  publish('development', { schemaVersion: 1, flags: {} })
  const app = createApp({
    live,
    credentials,
    mode: 'development',
    logger: silentLogger,
    readiness: () => ({ status: 'ready', causes: [] }),
    ticketSecret: new Uint8Array(32).fill(7),
    clock,
    random: () => 0.5,
    ...options,
  })
  onTestFinished(() => requireDocumented(app))
  return {
    ...app,
    clock,
    live,
    credentials,
    publish,
    addKey: (kind, environment) =>
      add(kind, (id) => ({ kind: `${kind}_key`, id, name: 'test', environment })),
    addToken: (role) => add('token', (id) => ({ kind: 'token', id, name: 'test', role })),
    post: async (path, body, headers) =>
      app.request(path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          Authorization: 'Bearer sluice_client_demo',
          ...headers,
        },
      }),
  }
}
