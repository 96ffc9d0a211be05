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
  limits: { settleMs: 20 },
})
process.send?.({ url })
