/* A runner in a process of its own, over a database that another may have open too. Arguments:
   the data folder, the moment from which its clock runs fast, and how many crashes it sees. */
import { silentLogger } from '../../http/logger.ts'
import type { Clock } from '../../live/clock.ts'
import { openStore } from '../../store/open-store.ts'
import { startRunner } from '../runner.ts'
import { look } from './rollout-service.ts'

/** By how much time passes faster, alike in every process, so that no test waits for a lease. */
const FAST = 10
/** How long a look takes; long enough to be stopped in the middle of it. */
const LOOK_MS = 300

const [, , dataDir = '', since = '', crashes = ''] = process.argv
const now = (): number => Number(since) + FAST * (Date.now() - Number(since))
const clock: Clock = {
  now,
  monotonic: () => FAST * performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs / FAST)
    return () => clearTimeout(timer)
  },
}
const store = await openStore({ dataDir, logger: silentLogger, now, reserveBytes: 0 })
startRunner({
  store,
  clock,
  logger: silentLogger,
  holder: `process ${process.pid}`,
  receipts: () => ({ connected: 0, fetched: 0 }),
  sender: { isWaiting: async () => false, send: async () => undefined },
  async measure() {
    process.send?.('looking')
    await new Promise((done) => setTimeout(done, LOOK_MS))
    return look(2_000, [20, Number(crashes)])
  },
})
process.send?.('ready')
