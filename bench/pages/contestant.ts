import type { ComponentType, ReactNode } from 'react'

/** How one product reads 1,000 boolean flags in React, all of them off to begin with. */
export interface PageContestant {
  /** What a page puts around its app. */
  readonly Provider: ComponentType<{ readonly children: ReactNode }>
  /** A component that reads one flag and draws it, or draws what it is given. */
  readonly Reader: ComponentType<{ readonly flag: string; readonly on?: boolean }>
  /** Resolves when flags can be read. */
  start(): Promise<void> | void
  /** Turns one flag on by the most direct way that the product offers on a page. */
  turnOn?(flag: string): unknown
  /** Takes that back; nobody measures how long it takes. */
  takeBack?(flag: string): unknown
  /** Writes the whole answer of a service, as this product's service would. */
  answer?(): string
  /** Asks the service in the page, which answers with `service.body`; resolves or not as it likes. */
  refresh?(): unknown
  /** Sets the context that is set already. */
  repeatContext?(): unknown
  /** Begins with a page that nobody has seen yet; nobody measures how long it takes. */
  renew?(): Promise<void> | void
  /** Reads one flag outside of React. */
  read?(flag: string): boolean
}
