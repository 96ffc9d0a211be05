import type { SluiceClient, SluiceContext } from '@sluice/client'

/** A context that somebody looks at the page with, in place of the page's own. */
export interface AsIf {
  readonly name: string
  /** What the page itself has set. */
  readonly own: SluiceContext
}

let asIf: AsIf | undefined
const listeners = new Set<() => void>()

/** Looks at the page as somebody else, for whom targeting rules as for everybody. */
export function lookAs(client: SluiceClient, name: string, context: SluiceContext): void {
  asIf = { name, own: asIf?.own ?? client.context() }
  tell()
  void client.setContext(context)
}

/** Looks at the page as the page itself says again. */
export function lookAsYourself(client: SluiceClient): void {
  const { own } = asIf ?? {}
  asIf = undefined
  tell()
  if (own) void client.setContext(own)
}

/** As whom somebody looks at the page; `undefined`: as the page itself says. */
export const asIfNow = (): AsIf | undefined => asIf

/** Calls back when somebody looks as another one; returns how to stop. */
export function onAsIf(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

const tell = (): void => listeners.forEach((listener) => listener())
