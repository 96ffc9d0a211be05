import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { z } from 'zod'

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

/** More ends than this within the time of a flow are of strangers; the provider takes each code once in any case. */
const MOST_ENDED = 100_000

const flowSchema = z.object({
  redirectUri: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  until: z.number(),
})

/** What has to be known to end signing in that somebody began at a provider. */
export type OpenIdFlow = z.output<typeof flowSchema>

/**
 * Keeps flows with the browsers that began them, so that nobody who begins a great many ends those
 * of others.
 */
export interface SealedFlows {
  /** What the browser keeps: nobody can read or change it. */
  seal(flow: OpenIdFlow): string
  /** Opens it once; `undefined` for what was opened before, is over, or was sealed by nobody here. */
  open(sealed: string): OpenIdFlow | undefined
}

/**
 * Makes a key for the life of this process.
 *
 * @param now - epoch milliseconds
 */
export function createSealedFlows(now: () => number): SealedFlows {
  const key = randomBytes(32)
  const ended = new Map<string, number>()
  return {
    seal(flow) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv(ALGORITHM, key, iv)
      const body = Buffer.concat([cipher.update(JSON.stringify(flow)), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(sealed) {
      const flow = opened(key, Buffer.from(sealed, 'base64url'))
      if (flow === undefined || flow.until <= now() || ended.has(flow.state)) return undefined
      for (const [state, until] of ended) {
        if (until > now() && ended.size < MOST_ENDED) break
        ended.delete(state)
      }
      ended.set(flow.state, flow.until)
      return flow
    },
  }
}

function opened(key: Buffer, bytes: Buffer): OpenIdFlow | undefined {
  if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  try {
    const text = Buffer.concat([
      decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)),
      decipher.final(),
    ]).toString()
    return flowSchema.parse(JSON.parse(text))
  } catch {
    // Of another process, or of somebody who tries.
    return undefined
  }
}
