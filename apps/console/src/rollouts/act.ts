import { ask, inEnvironment } from '../service/ask.ts'
import type { ActionName, Preview, Rollout } from './shapes.ts'

/** What somebody is about to do. */
export interface Intent {
  readonly action: ActionName
  /** The step that is approved. */
  readonly step?: string
  /** Guardrails whose harm is accepted until the next step. */
  readonly dismiss?: readonly string[]
  /** What the deployment says. */
  readonly outcome?: 'acknowledged'
}

/** Asks what an action would come to, without doing it. */
export async function preview(environment: string, id: string, intent: Intent): Promise<Preview> {
  return ask<Preview>(`${inEnvironment(environment, 'rollouts', id, 'actions')}?dryRun=true`, {
    method: 'POST',
    // The reason is still to be written, and some are refused without one.
    body: { ...intent, reason: '…' },
  })
}

/**
 * Acts on a rollout as it was looked at.
 *
 * @param etag - of what was looked at; the service refuses when the rollout stands elsewhere
 * @param key - the same for every attempt of one decision, so that it is done once
 * @throws Problem with status 412 when something happened meanwhile
 */
export async function act(
  environment: string,
  id: string,
  intent: Intent,
  given: { readonly reason: string; readonly etag: string; readonly key: string },
): Promise<Rollout> {
  const reason = given.reason.trim()
  return ask<Rollout>(inEnvironment(environment, 'rollouts', id, 'actions'), {
    method: 'POST',
    headers: { 'If-Match': given.etag, 'Idempotency-Key': given.key },
    body: { ...intent, ...(reason !== '' && { reason }) },
  })
}

/** A key that nobody has used. */
export function newKey(): string {
  // `randomUUID` is kept from pages without TLS; this is not.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
