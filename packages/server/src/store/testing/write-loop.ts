import { writeSync } from 'node:fs'
import type { RulesetWritten } from '../../api/answer-types.ts'
import { startTestService } from '../../api/test-service.ts'

// A process of its own that changes a flag until it is killed, and tells each version that was acknowledged.
const [, , dataDir = '', round = ''] = process.argv
const service = await startTestService({ dataDir })
const flag = '/v1/environments/shop/flags/a'
const change = async (body: object, headers: Record<string, string> = {}): Promise<void> => {
  const answer = await service.send('PATCH', flag, { body, headers })
  if (answer.status !== 200) return
  const { version } = (await answer.json()) as RulesetWritten
  // Synchronous: what was acknowledged has left this process before anything else happens.
  writeSync(1, `${version}\n`)
}
await change({}, { 'If-None-Match': '*' })
for (let i = 0; ; i++) await change({ title: `${round}.${i}` })
