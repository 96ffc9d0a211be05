// The little that tests of memory use of Node, so that nothing else of it is at hand.
declare module 'node:v8' {
  export function setFlagsFromString(flags: string): void
}

declare module 'node:vm' {
  export function runInNewContext(code: string): unknown
}
