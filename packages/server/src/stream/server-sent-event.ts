/** What a stream says: one block of `text/event-stream`. */
export interface RefetchMessage {
  /** `<epoch>.<version>`: what the values will be of, once fetched. */
  readonly id: string
  /** What the refetch brings back, so that it is known whose it is. */
  readonly tag: string
  /** Epoch milliseconds. */
  readonly at: number
}

/**
 * Keeps proxies from closing a quiet stream. A message and no comment, because a
 * browser shows its page no comments, and a page that hears nothing for three
 * heartbeats knows that the stream is dead. OFREP clients ignore types unknown to them.
 */
export const HEARTBEAT = 'data: {"type":"heartbeat"}\n\n'

/** Asks the client to fetch its values again. */
export function refetchEvent({ id, tag, at }: RefetchMessage): string {
  const data = {
    type: 'refetchEvaluation',
    etag: tag,
    lastModified: Math.floor(at / 1000),
  }
  return `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`
}

/** Tells the client how long to wait before it connects again, in milliseconds. */
export function retryEvent(delayMs: number): string {
  return `retry: ${Math.round(delayMs)}\n\n`
}
