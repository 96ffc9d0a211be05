import type { SluiceClient } from '@sluice/client'
import { createContext, type Context } from 'react'

/** The client that the nearest `SluiceProvider` was given. */
export const ClientContext: Context<SluiceClient | undefined> = createContext<
  SluiceClient | undefined
>(undefined)
ClientContext.displayName = 'Sluice'

let warned = false

/** Tells, once a page, that a hook or component has no provider above it, and what to do. */
export function warnOfMissingProvider(): void {
  if (warned) return
  warned = true
  // oxlint-disable-next-line no-console -- an application that forgot the provider sees defaults only and would not know why
  console.warn(
    'Sluice: there is no <SluiceProvider> above a component that reads a flag, so it draws the default. ' +
      'Wrap the app in <SluiceProvider client={createSluiceClient({ url, clientKey })}>.',
  )
}
