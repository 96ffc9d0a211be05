/* A service that takes events over into its store all the time, for tests that kill it. Arguments: the data folder. */
import { silentLogger } from '../../http/logger.ts'
import { startService } from '../../service/start-service.ts'

const [, , dataDir = ''] = process.argv
const { url } = await startService({
  dataDir,
  mode: 'development',
  port: 0,
  logger: silentLogger,
  seed: { environment: 'development', document: { schemaVersion: 1, flags: { cta: {} } } },
  // A busy machine holds it up for seconds.
  limits: { settleMs: 20, blockedMs: 60_000 },
})
process.send?.({ url })
