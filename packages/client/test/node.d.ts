// The little that tests use of Node, so that nothing else of it is at hand.
declare const process: {
  /** What this thread took of the processor, microseconds. */
  threadCpuUsage(before?: { user: number; system: number }): { user: number; system: number }
}

declare module 'node:util' {
  /** Everything that a log would show of a value. */
  export function inspect(value: unknown): string
}
