import type { CredentialBook } from './credential-book.ts'
import { digestOf } from './credential.ts'
import type { Principal } from './principal.ts'

/** The environment that the demo keys are bound to. */
export const DEMO_ENVIRONMENT = 'development'

/** Credentials that everybody knows, for a service in development mode on loopback and nowhere else. */
export const DEMO_CREDENTIALS = {
  client: 'sluice_client_demo',
  server: 'sluice_server_demo',
  admin: 'sluice_admin_demo',
} as const

/** Puts the demo credentials into a book. They are never stored. */
export function addDemoCredentials(book: CredentialBook): void {
  const environment = DEMO_ENVIRONMENT
  const principals: readonly [string, string, Principal][] = [
    [
      'client_demo',
      DEMO_CREDENTIALS.client,
      { kind: 'client_key', id: 'demo', name: 'demo', environment },
    ],
    [
      'server_demo',
      DEMO_CREDENTIALS.server,
      { kind: 'server_key', id: 'demo', name: 'demo', environment },
    ],
    [
      'admin_demo',
      DEMO_CREDENTIALS.admin,
      { kind: 'token', id: 'demo', name: 'demo admin', role: 'admin' },
    ],
  ]
  for (const [publicId, text, principal] of principals) {
    book.add({ publicId, digest: digestOf(text).toString('hex'), principal })
  }
}
