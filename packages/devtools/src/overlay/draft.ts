import type { SluiceClient } from '@sluice/client'
import type { ReactNode } from 'react'

/** A provider that was drawn, what stands below it, and the component that may be there and mounts an overlay. */
export type Draft = readonly [client: SluiceClient, children: ReactNode, overlay: unknown]
