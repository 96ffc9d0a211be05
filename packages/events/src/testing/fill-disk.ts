// Appends until the disk is full, then goes on in smaller segments; says what was acknowledged.
import { openSpool } from '../spool.ts'
import { exposure } from './events.ts'

const [folder = ''] = process.argv.slice(2)
const spool = await openSpool({ folder })
const acknowledged: string[] = []
const afterwards: string[] = []
const refusals: string[] = []
for (let i = 0; i < 40; i++) {
  const events = Array.from({ length: 5 }, () => exposure())
  const target = refusals.length === 0 ? acknowledged : afterwards
  try {
    await spool.append(events)
    target.push(...events.map(({ id }) => id))
  } catch (error) {
    refusals.push((error as { code: string }).code)
  }
}
await spool.close()
process.stdout.write(JSON.stringify({ acknowledged, refusals, afterwards }))
