import type { SluiceError } from '@sluice/core'
import { onTestFinished } from 'vitest'
import { createSluiceNode, type SluiceNode, type SluiceNodeOptions } from '../src/index.ts'

/** One request that a node made, and how to answer it. */
export interface Asked {
  readonly url: string
  readonly headers: Headers
  readonly signal: AbortSignal | undefined
  answer(response: Response): void
  fail(): void
}

/** A world without a network in which time passes when the test says so. */
export class FakeWorld {
  now = 0
  wallClock = 1_767_225_600_000
  readonly asked: Asked[] = []
  readonly errors: SluiceError[] = []
  #timers: { at: number; run: () => void }[] = []

  /** Makes a node that lives in this world until the test ends. */
  node(options: Partial<SluiceNodeOptions> = {}): SluiceNode {
    const node = createSluiceNode({
      url: 'http://gates.test',
      serverKey: 'sluice_server_test',
      stream: false,
      onError: (error) => this.errors.push(error),
      environment: {
        now: () => this.now,
        wallClock: () => this.wallClock,
        random: () => 0.5,
        schedule: (run, delayMs) => {
          const timer = { at: this.now + delayMs, run }
          this.#timers.push(timer)
          return () => (this.#timers = this.#timers.filter((other) => other !== timer))
        },
        fetch: (input, init) =>
          new Promise((resolve, reject) => {
            const signal = init?.signal ?? undefined
            const fail = (): void => reject(new TypeError('fetch failed'))
            signal?.addEventListener('abort', fail)
            const url = input instanceof Request ? input.url : input.toString()
            const headers = new Headers(init?.headers)
            this.asked.push({ url, headers, signal, answer: resolve, fail })
          }),
      },
      ...options,
    })
    onTestFinished(() => node.close())
    return node
  }

  get last(): Asked {
    const last = this.asked.at(-1)
    if (last === undefined) throw new Error('Nobody asked.')
    return last
  }

  get timers(): number {
    return this.#timers.length
  }

  /** Answers the latest request. */
  async answer(response: Response): Promise<void> {
    this.last.answer(response)
    await settle()
  }

  async fail(): Promise<void> {
    this.last.fail()
    await settle()
  }

  /** Lets time pass until the node asks again. */
  async untilAsked(): Promise<void> {
    const before = this.asked.length
    while (this.asked.length === before) await this.pass(500)
  }

  /** Lets time pass; both clocks go on. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms
    this.wallClock += ms
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined || next.at > end) break
      this.#timers = this.#timers.filter((timer) => timer !== next)
      this.now = Math.max(this.now, next.at)
      next.run()
      await settle()
    }
    this.now = end
  }
}

/** Lets everything that waits for nothing but promises come to rest. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
}
