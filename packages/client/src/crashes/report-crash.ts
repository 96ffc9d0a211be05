import { SluiceError } from '@sluice/core'
import type { SluiceClient } from '../client.ts'
import type { Crash } from './crashes.ts'

/** Marks a treatment as broken for the session, records it, and tells `onError` (`TREATMENT_CRASHED`). */
export function reportCrash(client: Pick<SluiceClient, 'crashes' | 'report'>, crash: Crash): void {
  const { crashes } = client
  const { flag, variant, error: cause } = crash
  crashes.broken.add(JSON.stringify([flag, variant]))
  crashes.remember(() => {})
  if (crashes.record) crashes.record(crash)
  else (crashes.early ??= []).push(crash)
  client.report(new SluiceError('TREATMENT_CRASHED', `"${flag}" crashed: ${variant}`, { cause }))
}

/** Whether this treatment crashed in this session. */
export function isBroken(
  client: Pick<SluiceClient, 'crashes'>,
  flag: string,
  variant: string | undefined,
): boolean {
  return client.crashes.broken.has(JSON.stringify([flag, variant]))
}
