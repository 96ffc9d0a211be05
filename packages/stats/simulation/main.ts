// `pnpm simulate`: runs every scenario through the public API and keeps the table and the pictures in the docs.
// `--second` takes other seeds and prints only; `--only O2a` runs some.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { pictures } from './pictures/pictures.ts'
import { tableOf } from './report.ts'
import type { Row } from './scenario.ts'
import { isGood } from './scenario.ts'
import { scenarios } from './scenarios/index.ts'

const { values } = parseArgs({
  options: { second: { type: 'boolean', default: false }, only: { type: 'string' } },
})
const chosen = scenarios.filter(({ id }) => values.only === undefined || id === values.only)
if (chosen.length === 0) {
  console.error(
    `There is no scenario "${values.only}". There are: ${scenarios.map(({ id }) => id).join(', ')}.`,
  )
  process.exit(2)
}
const rows: Row[] = []
for (const scenario of chosen) {
  const startedAt = process.cpuUsage()
  const found = scenario.run({ effort: 1, seed: values.second ? 77_003 : 20_261_126 })
  const { user, system } = process.cpuUsage(startedAt)
  console.error(`${scenario.id}: ${((user + system) / 1e6).toFixed(1)} s`)
  rows.push(...found)
}
const table = tableOf(rows)
console.log(table)
if (!values.second && values.only === undefined) {
  const folder = new URL('../../../docs/statistics/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  for (const [name, draw] of Object.entries(pictures)) writeFileSync(new URL(name, folder), draw())
  const page = new URL('../../../docs/statistics.md', import.meta.url)
  const text = readFileSync(page, 'utf8')
  writeFileSync(
    page,
    text.replace(
      /(<!-- begin: simulation -->\n\n).*?(\n\n<!-- end: simulation -->)/s,
      `$1${table}$2`,
    ),
  )
}
const { user, system } = process.cpuUsage()
console.error(`${((user + system) / 1e6).toFixed(1)} s of CPU`)
if (!rows.every(isGood)) {
  console.error('Not every row is as it must be.')
  process.exitCode = 1
}
