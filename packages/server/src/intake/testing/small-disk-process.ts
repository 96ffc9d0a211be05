/* A service whose whole disk is small, and is filled and freed on request. Arguments: the data folder. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { silentLogger } from '../../http/logger.ts'
import { startService } from '../../service/start-service.ts'

const [, , dataDir = ''] = process.argv
const { url } = await startService({
  dataDir,
  mode: 'development',
  port: 0,
  logger: silentLogger,
  limits: { blockedMs: 60_000 },
  seed: { environment: 'development', document: { schemaVersion: 1, flags: { cta: {} } } },
})
const filler = join(dataDir, 'filler')

function fill(): void {
  for (let bytes = 1024 ** 2; bytes >= 512;) {
    try {
      writeFileSync(filler, Buffer.alloc(bytes), { flag: 'a' })
    } catch {
      // What was left is taken by smaller and smaller pieces.
      bytes /= 2
    }
  }
}

process.on('message', (message) => {
  if (message === 'fill') fill()
  else rmSync(filler, { force: true })
  process.send?.(message)
})
process.send?.({ url })
