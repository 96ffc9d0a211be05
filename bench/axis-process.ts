// Measures one axis, gives its tables to the process that started this one, and ends:
// what a peer leaves running does not keep it.
import { writeFileSync } from 'node:fs'
import { axes } from './axes/index.ts'
import type { Effort } from './measure/interleave.ts'

const [name = '', effort = '', file = ''] = process.argv.slice(2)
const load = axes[name]
if (load === undefined) throw new Error(`There is no axis "${name}".`)
const axis = await load()
const tables = await axis.run(JSON.parse(effort) as Effort)
writeFileSync(file, JSON.stringify({ title: axis.title, tables }))
process.exit()
