import { StatementSync, DatabaseSync } from 'node:sqlite'
import { writeSync } from 'node:fs'
import { applyEvent } from '../apply-event.ts'
import { silentLogger } from '../../http/logger.ts'
import { openStore } from '../../store/open-store.ts'
import { look } from './rollout-service.ts'

// A process of its own that rolls a flag back and kills itself at its n-th word with the database.
const [, , dataDir = '', id = '', at = ''] = process.argv
let words = 0
const count = (): void => {
  words++
  if (words === Number(at)) process.kill(process.pid, 'SIGKILL')
}

/** Counts the words, before each: what is after one is before the next. */
function counted<T extends object, K extends keyof T>(owner: T, name: K): void {
  const method = owner[name] as (...args: unknown[]) => unknown
  owner[name] = function (this: unknown, ...args: unknown[]): unknown {
    count()
    return method.apply(this, args)
  } as T[K]
}

const store = await openStore({ dataDir, logger: silentLogger, reserveBytes: 0 })
for (const name of ['run', 'get', 'all'] as const) counted(StatementSync.prototype, name)
counted(DatabaseSync.prototype, 'exec')
await applyEvent(store, {
  environment: 'shop',
  id,
  event: (_, { now }) => ({
    kind: 'tick',
    at: now,
    elapsedMs: 1_000,
    measurement: look(2_000, [20, 120]),
  }),
})
writeSync(1, `${words}\n`)
process.kill(process.pid, 'SIGKILL')
