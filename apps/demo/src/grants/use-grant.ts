import type { GrantStatus } from '@sluice/client/grants'
import { useSyncExternalStore } from 'react'
import { grants } from '../gates.ts'

/** How the grant of this tab stands; `undefined` while there is none. */
export function useGrant(): GrantStatus | undefined {
  return useSyncExternalStore(grants.onChange, grants.status)
}
