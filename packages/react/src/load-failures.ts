import type { ClientInUse } from './use-client.ts'

const failures = new WeakMap<ClientInUse['store'], Set<string>>()

/**
 * The treatments of a client that are broken only because their code could not be
 * loaded: what is mounted later tries again.
 */
export function loadFailures({ store }: ClientInUse): Set<string> {
  const known = failures.get(store) ?? new Set()
  failures.set(store, known)
  return known
}
