/* A service in a process of its own that kills itself at its n-th word with the database, the
   files or the network. Arguments: the data folder, the word, and whether to count from the start. */
import files from 'node:fs/promises'
import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { silentLogger } from '../../http/logger.ts'
import { systemClock, type Clock } from '../../live/clock.ts'
import { startService } from '../../service/start-service.ts'

/** By how much its clock runs fast, so that nobody waits for a second between two looks. */
const FAST = 5

const [, , dataDir = '', at = '', from = ''] = process.argv
let words = 0
let isCounting = false
const count = (): void => {
  if (isCounting && ++words === Number(at)) process.kill(process.pid, 'SIGKILL')
}

/** Counts calls, before each: what is after one is before the next. */
function counted<T extends object>(owner: T, ...names: readonly (keyof T)[]): void {
  for (const name of names) {
    const method = owner[name] as (...args: unknown[]) => unknown
    owner[name] = function (this: unknown, ...args: unknown[]): unknown {
      count()
      return method.apply(this, args)
    } as T[typeof name]
  }
}

counted(StatementSync.prototype, 'run', 'get', 'all')
counted(DatabaseSync.prototype, 'exec')
counted(files, 'open', 'rename')
counted(http, 'request')
syncBuiltinESMExports()

const clock: Clock = {
  now: () => systemClock.now(),
  monotonic: () => FAST * systemClock.monotonic(),
  after: (delayMs, run) => systemClock.after(delayMs / FAST, run),
}
const { url } = await startService({
  dataDir,
  mode: 'development',
  port: 0,
  logger: silentLogger,
  clock,
})
isCounting = from === 'start'
process.on('message', (message) => {
  if (message === 'count') isCounting = true
  process.send?.({ words })
})
process.send?.({ url })
