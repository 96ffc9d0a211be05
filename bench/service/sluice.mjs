// The gate service as a process of its own, on a folder that is prepared. Says where it listens.
import { startService } from '@sluice/server'

const [dataDir, port = '0'] = process.argv.slice(2)
const { url } = await startService({ dataDir, mode: 'production', port: Number(port) })
process.send({ url })

// Whoever started this one may have failed.
process.on('disconnect', () => process.exit())
