// A process of its own, so that nothing else is in the memory that is measured.
// Prints the most that it had resident, MiB, for the same question again and again.
import { openEmbeddedStore } from '@sluice/events'
import { openSpool } from '@sluice/events/spool'
import { ask } from './dataset-question.ts'

const [folder = '', times = '1'] = process.argv.slice(2)
const spool = await openSpool({ folder })
const store = await openEmbeddedStore({ spool })
for (let time = 0; time < Number(times); time++) await ask(store)
await store.close()
await spool.close()
console.log(process.resourceUsage().maxRSS / 1024)
