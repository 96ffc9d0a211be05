import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request for flags, as it came in. */
export interface Asked {
  /** Milliseconds of this process. */
  readonly at: number
  readonly targetingKey: string
  readonly clientKey: string
}

/** How a request is answered, or not; `answer` gives the good answer. */
export type Fault = (
  response: ServerResponse,
  answer: () => void,
  asked: Asked,
) => void | Promise<void>

const HEARTBEAT = 'data: {"type":"heartbeat"}\n\n'
const REFETCH = 'data: {"type":"refetchEvaluation"}\n\n'

/** An OFREP service on a port of its own that does whatever a network may do. */
export class FaultService implements AsyncDisposable {
  readonly asked: Asked[] = []
  /** The streams that are open. */
  readonly streams = new Set<ServerResponse>()
  /** How many streams were opened. */
  opened = 0
  /** Of this test alone: what an earlier page still sends is not for it. */
  url = ''
  #server: Server
  #round = 0
  #version = 1
  #flags: ReadonlyMap<string, string> = new Map()
  #fault: Fault | undefined
  #streamFault: ((stream: ServerResponse) => void) | undefined
  #isTold = true

  private constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response))
  }

  static async start(): Promise<FaultService> {
    const service = new FaultService()
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve))
    service.reset()
    return service
  }

  /** As new: one gate that is open, nothing wrong, nobody connected. */
  reset(): void {
    this.#server.closeAllConnections()
    this.#round += 1
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${this.#round}`
    this.asked.length = 0
    this.opened = 0
    this.#flags = new Map([['gate', 'open']])
    this.#version = 1
    this.#fault = this.#streamFault = undefined
    this.#isTold = true
  }

  /** What happens to requests from now on; nothing is wrong without. */
  answer(fault?: Fault): void {
    this.#fault = fault
  }

  /** Holds answers back from now on; gives what lets those go. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.answer(async (_, answer) => {
      await promise
      answer()
    })
    return resolve
  }

  /** What happens to streams that are opened from now on. */
  stream(fault?: (stream: ServerResponse) => void): void {
    this.#streamFault = fault
  }

  /** Whether an answer names a stream. */
  offerStream(isTold: boolean): void {
    this.#isTold = isTold
  }

  /** Publishes flags as a new version. */
  publish(flags: Readonly<Record<string, string>> | ReadonlyMap<string, string>): void {
    this.#flags = new Map(flags instanceof Map ? flags : Object.entries(flags))
    this.#version += 1
    for (const stream of this.streams) stream.write(REFETCH)
  }

  /** Cuts all streams. */
  cut(): void {
    for (const stream of this.streams) stream.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', '*, authorization')
    response.setHeader('access-control-max-age', '7200')
    response.setHeader(
      'access-control-expose-headers',
      'ETag, Retry-After, Sluice-Ruleset-Version, Sluice-Epoch',
    )
    const [, round, part] = request.url?.split('/') ?? []
    if (request.method === 'OPTIONS') return void response.end()
    if (round !== `${this.#round}`) return void response.destroy()
    if (part === 'events') return this.#open(response)
    // Events have faults of their own, elsewhere: here all are taken, unseen.
    if (part === 'v1') return void response.end('{"accepted":10000,"refused":[]}')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { context } = JSON.parse(Buffer.concat(chunks).toString()) as {
      context: { targetingKey: string }
    }
    const { targetingKey } = context
    const clientKey = request.headers.authorization?.slice('Bearer '.length) ?? ''
    const asked = { at: performance.now(), targetingKey, clientKey }
    this.asked.push(asked)
    const answer = (): void => this.#answer(response, asked, request.headers['if-none-match'])
    if (this.#fault) await this.#fault(response, answer, asked)
    else answer()
  }

  /** Every answer also says whom it is for and who asked. */
  #answer(response: ServerResponse, { targetingKey, clientKey }: Asked, held?: string): void {
    const etag = `"${this.#version} ${targetingKey} ${clientKey}"`
    response.setHeader('etag', etag)
    response.setHeader('sluice-ruleset-version', this.#version)
    response.setHeader('sluice-epoch', 'faults')
    if (held === etag) return void response.writeHead(304).end()
    const own = [
      ['who', targetingKey],
      ['by', clientKey],
    ] as const
    const flags = [...this.#flags, ...own].map(([key, value]) => ({ key, value, reason: 'STATIC' }))
    const eventStreams = this.#isTold ? [{ type: 'sse', url: `${this.url}/events` }] : []
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ flags, eventStreams }))
  }

  #open(stream: ServerResponse): void {
    this.opened += 1
    this.streams.add(stream)
    stream.once('close', () => this.streams.delete(stream))
    if (this.#streamFault) return this.#streamFault(stream)
    stream.writeHead(200, { 'content-type': 'text/event-stream' })
    stream.write(HEARTBEAT + REFETCH)
  }
}
