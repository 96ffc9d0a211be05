import type { SluiceClient } from '@sluice/client'
import { useSluiceClient } from '@sluice/react/overlay'
import { useEffect, useRef } from 'react'
import type { DevtoolsHandle, DevtoolsOptions } from './options.ts'

/** What `SluiceDevtools` takes: options, and the client where there is no provider above. */
export interface SluiceDevtoolsProps extends DevtoolsOptions {
  /** Default: that of the nearest `SluiceProvider`. */
  readonly client?: SluiceClient
}

/** Keeps an overlay on the page for as long as a component is there. */
export function useMountedOverlay(
  mount: (client: SluiceClient, options: DevtoolsOptions) => DevtoolsHandle,
  { client, ...options }: SluiceDevtoolsProps,
): void {
  const provided = useSluiceClient()
  const inUse = client ?? provided
  const first = useRef(options)
  useEffect(() => {
    if (!inUse) return undefined
    const handle = mount(inUse, first.current)
    return () => handle.unmount()
  }, [inUse, mount])
}
