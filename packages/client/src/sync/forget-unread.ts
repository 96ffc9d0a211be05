import type { FlagsReader } from '../read.ts'

// Far more than a page reads at once.
const MOST_READ = 10_000

/** Lets a page that makes up keys leak nothing: who listens is told of what comes, the rest is read anew. */
export function forgetUnread(flags: FlagsReader['all']): void {
  if (flags.size <= MOST_READ) return
  flags.forEach(({ listeners }, key) => {
    // oxlint-disable-next-line typescript/strict-boolean-expressions -- none, or nobody
    if (!listeners?.size) flags.delete(key)
  })
}
