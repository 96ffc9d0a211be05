import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

interface Node {
  memoryUsage(): { readonly heapUsed: number }
  getActiveResourcesInfo(): readonly string[]
}

const { process } = globalThis as unknown as { readonly process: Node }
let collect: (() => void) | undefined

/** What is held when everything that can go is gone. */
export interface Held {
  readonly heapBytes: number
  /** Timers, sockets and the like, by name. */
  readonly resources: readonly string[]
}

/** Collects garbage, and tells what is left. */
export async function whatIsHeld(): Promise<Held> {
  if (!collect) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  // Finalisers and what they free need turns of their own.
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 5)
    })
    collect()
  }
  return {
    heapBytes: process.memoryUsage().heapUsed,
    resources: process.getActiveResourcesInfo().toSorted(),
  }
}
