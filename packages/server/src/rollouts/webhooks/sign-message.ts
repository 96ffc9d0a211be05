import { createHmac } from 'node:crypto'

/** A message as it is sent. */
export interface SignedMessage {
  readonly id: string
  readonly body: string
  /** Epoch milliseconds. */
  readonly at: number
}

/**
 * Signs a message, so that whoever gets it knows whom it is from, and that it is no old one.
 *
 * @returns the headers of the Standard Webhooks specification: HMAC-SHA256 over id, seconds and body
 * @see https://www.standardwebhooks.com
 */
export function signMessage(
  secret: Uint8Array,
  { id, body, at }: SignedMessage,
): Record<string, string> {
  const seconds = Math.floor(at / 1_000)
  const signature = createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64')
  return {
    'webhook-id': id,
    'webhook-timestamp': `${seconds}`,
    'webhook-signature': `v1,${signature}`,
  }
}
