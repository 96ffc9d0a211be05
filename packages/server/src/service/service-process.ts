/* A service in a process of its own, for tests that kill it. Arguments: the data folder. */
import { silentLogger } from '../http/logger.ts'
import { startService } from './start-service.ts'

const [, , dataDir = ''] = process.argv
const { url } = await startService({ dataDir, mode: 'development', port: 0, logger: silentLogger })
process.send?.({ url, readyMs: Math.round(performance.now()) })
