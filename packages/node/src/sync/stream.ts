import { parseBulkResponse, parseStreamMessage, type OfrepEventStream } from '@sluice/core'
import type { Environment } from '../environment.ts'
import { chunksOf, readText } from './read-text.ts'
import type { Service } from './request.ts'
import { createEventParser } from './server-sent-events.ts'
import type { SyncEvent } from './state.ts'

const MAX_BODY_BYTES = 2 ** 24

type StreamEvent = Extract<SyncEvent, { type: 'open' | 'alive' | 'message' | 'lost' }>

/**
 * Listens for changes until the stream ends, and tells what happens. Its address
 * is a ticket, so nothing here writes it anywhere.
 *
 * The ticket comes with the evaluated flags, which is where OFREP puts it; they
 * are evaluated for nobody and thrown away.
 *
 * @returns when there is no stream any more; never rejects
 */
export async function listen(
  service: Service,
  environment: Environment,
  signal: AbortSignal,
  tell: (event: StreamEvent) => void,
): Promise<void> {
  try {
    const address = await findStream(service, environment, signal)
    if (address === undefined) return tell({ type: 'lost', retryAfterMs: Infinity })
    const response = await environment.fetch(address, {
      headers: { accept: 'text/event-stream' },
      cache: 'no-store',
      signal,
    })
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    tell({ type: 'open' })
    const parse = createEventParser()
    for await (const chunk of chunksOf(response)) {
      tell({ type: 'alive' })
      // Nonsense means that something sits in between: better to start over.
      for (const data of parse(chunk)) {
        const message = parseStreamMessage(data)
        if (message) tell({ type: 'message', receipt: message.etag })
      }
    }
  } catch {
    // Whatever it was, the poll goes on and `status().stream` tells.
  }
  tell({ type: 'lost' })
}

async function findStream(
  { url, serverKey }: Service,
  environment: Environment,
  signal: AbortSignal,
): Promise<string | undefined> {
  const response = await environment.fetch(`${url}/ofrep/v1/evaluate/flags`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${serverKey}` },
    body: '{"context":{}}',
    cache: 'no-store',
    signal,
  })
  const text = response.ok ? await readText(response, MAX_BODY_BYTES) : undefined
  if (text === undefined) throw new Error('no ticket')
  const [stream] = parseBulkResponse(JSON.parse(text)).eventStreams
  return stream && addressOf(stream, url)
}

function addressOf({ url, endpoint }: OfrepEventStream, service: string): string {
  return url ?? new URL(endpoint?.requestUri ?? '', endpoint?.origin ?? service).href
}
