import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An event, as far as a test looks into it. */
export interface Sent {
  readonly id: string
  readonly type: string
  readonly units: Readonly<Record<string, string>>
  readonly session: string
  readonly sequence: number
  readonly name?: string
  readonly flag?: string
  readonly variant?: string
  readonly reason?: string
  readonly count?: number
  readonly exposures?: unknown
}

interface Batch {
  readonly key?: string
  readonly reader?: string
  readonly events: readonly Sent[]
}

/** One post of events, as it came in. */
export interface Posted {
  /** Milliseconds of this process. */
  readonly at: number
  readonly bytes: number
  readonly contentType: string
  readonly batch: Batch
}

/** How a post is answered, or not; `take` gives the good answer. */
export type PostFault = (response: ServerResponse, take: () => void) => void

/** Takes what comes, and then breaks the connection off. */
export const lostReply: PostFault = (response, take) => {
  response.end = function end() {
    response.destroy()
    return response
  } as ServerResponse['end']
  take()
}

/** Breaks the connection off. */
export const dropped: PostFault = (response) => void response.destroy()

/** Answers this status, and takes nothing. */
export function refusing(
  status: number,
  headers: Readonly<Record<string, string>> = {},
): PostFault {
  return (response) => void response.writeHead(status, headers).end('{}')
}

/** A service that gives values and takes events, on a port of its own. */
export class Collector implements AsyncDisposable {
  readonly posts: Posted[] = []
  /** What is taken, by id; the first of an id counts. */
  readonly events = new Map<string, Sent>()
  /** Ids that came with another event than the first time. */
  readonly conflicts: string[] = []
  /** Names of outcomes that are not taken. */
  readonly bad = new Set<string>()
  /** Of this test alone: what an earlier page still sends is not for it. */
  url = ''
  /** Names of attributes that travel as units. */
  units = ''
  #server: Server
  #round = 0
  #fault: PostFault | undefined

  private constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response))
  }

  static async start(): Promise<Collector> {
    const collector = new Collector()
    await new Promise<void>((resolve) => collector.#server.listen(0, '127.0.0.1', resolve))
    collector.reset()
    return collector
  }

  /** As new: nothing taken, nothing wrong. */
  reset(): void {
    this.#round += 1
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${this.#round}`
    this.posts.length = this.conflicts.length = 0
    this.events.clear()
    this.bad.clear()
    this.units = ''
    this.#fault = undefined
  }

  /** What happens to posts from now on; nothing is wrong without. */
  answer(fault?: PostFault): void {
    this.#fault = fault
  }

  /** The names of the outcomes taken, in the order of their sequence. */
  names(): string[] {
    return this.of('outcome').map(({ name = '' }) => name)
  }

  /** The events of a type that are taken. */
  of(type: string): Sent[] {
    return [...this.events.values()].filter((event) => event.type === type)
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
      'ETag, Retry-After, Sluice-Ruleset-Version, Sluice-Epoch, Sluice-Event-Units, Sluice-Event-Attributes',
    )
    if (request.method === 'OPTIONS') return void response.end()
    const [, round, part] = request.url?.split('/') ?? []
    if (round !== `${this.#round}`) return void response.destroy()
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      // Broken off half-way: as if it had never come.
      return
    }
    const body = Buffer.concat(chunks)
    response.setHeader('content-type', 'application/json')
    if (part === 'ofrep') return this.#values(response)
    // Somebody else on the page, who waits for good.
    if (part === 'hang') return
    const batch = JSON.parse(body.toString()) as Batch
    const contentType = request.headers['content-type'] ?? ''
    this.posts.push({ at: performance.now(), bytes: body.length, contentType, batch })
    const take = (): void => this.#take(response, batch)
    if (this.#fault) this.#fault(response, take)
    else take()
  }

  #values(response: ServerResponse): void {
    response.setHeader('sluice-ruleset-version', '1')
    response.setHeader('sluice-epoch', 'delivery')
    if (this.units !== '') response.setHeader('sluice-event-units', this.units)
    const flags = ['control', 'urgent'].map((variant) => ({
      key: `cta-${variant}`,
      value: variant,
      variant,
      reason: 'SPLIT',
      metadata: { version: 1, allocationVersion: 1, experiment: 'cta' },
    }))
    response.end(JSON.stringify({ flags }))
  }

  #take(response: ServerResponse, { events }: Batch): void {
    const refused = events.flatMap((event, index) =>
      this.bad.has(event.name ?? '')
        ? [{ index, id: event.id, code: 'INVALID_EVENT', message: 'Bad on purpose.' }]
        : [],
    )
    for (const [index, event] of events.entries()) {
      if (refused.some((one) => one.index === index)) continue
      const first = this.events.get(event.id)
      if (!first) this.events.set(event.id, event)
      else if (JSON.stringify(first) !== JSON.stringify(event)) this.conflicts.push(event.id)
    }
    response.end(JSON.stringify({ accepted: events.length - refused.length, refused }))
  }
}
