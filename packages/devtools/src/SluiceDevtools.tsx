import type { SluiceClient } from '@sluice/client'
import { useSluiceClient } from '@sluice/react/overlay'
import { useEffect, useRef } from 'react'
import { mountDevtools } from './mount-devtools.ts'
import type { DevtoolsOptions } from './options.ts'

/** What `SluiceDevtools` takes: options, and the client where there is no provider above. */
export interface SluiceDevtoolsProps extends DevtoolsOptions {
  /** Default: that of the nearest `SluiceProvider`. */
  readonly client?: SluiceClient
}

/**
 * Puts the overlay on the page while you develop, and nothing in production. Draws
 * nothing where it stands. Options count when it is mounted.
 *
 * @example
 * <SluiceProvider client={client}>
 *   <App />
 *   <SluiceDevtools />
 * </SluiceProvider>
 */
export function SluiceDevtools({ client, ...options }: SluiceDevtoolsProps): null {
  const provided = useSluiceClient()
  const inUse = client ?? provided
  const first = useRef(options)
  useEffect(() => {
    if (!inUse) return undefined
    const handle = mountDevtools(inUse, first.current)
    return () => handle.unmount()
  }, [inUse])
  return null
}
