// Runs the axes that are named, or all; prints their tables, and keeps them in `results` and the report.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { axes } from './axes/index.ts'
import type { Effort } from './measure/interleave.ts'
import type { Table } from './measure/table.ts'
import { isReached } from './measure/table.ts'
import type { Machine } from './report/machine.ts'
import { describeMachine } from './report/machine.ts'
import { machineLine, tableMarkdown, targetLine } from './report/markdown.ts'
import { formatReport, rewriteReport } from './report/readme.ts'
import { runAxis } from './run-axis.ts'

const FEWEST_ROUNDS = 15

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    smoke: { type: 'boolean', default: false },
    rounds: { type: 'string', default: String(FEWEST_ROUNDS) },
    'dry-run': { type: 'boolean', default: false },
  },
})
const isSmoke = values.smoke
const rounds = Number(values.rounds)
const unknown = positionals.filter((name) => axes[name] === undefined)
if (unknown.length > 0) {
  console.error(
    `There is no bench "${unknown.join('", "')}". There are: ${Object.keys(axes).join(', ')}.`,
  )
  process.exit(2)
}
if (!Number.isInteger(rounds) || rounds < FEWEST_ROUNDS) {
  console.error(`--rounds ${values.rounds}: give a whole number from ${FEWEST_ROUNDS}.`)
  process.exit(2)
}
const effort: Effort = isSmoke
  ? { rounds: 1, warmups: 0, loopMs: 1, isSmoke }
  : { rounds, warmups: 3, loopMs: 10, isSmoke }

const machine = describeMachine()
console.log(`${machineLine(machine)}\n`)
const missed: string[] = []
for (const name of positionals.length > 0 ? positionals : Object.keys(axes)) {
  const startedAt = performance.now()
  const { title, tables } = await runAxis(name, effort)
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  if (isSmoke) {
    console.log(`✓ ${name}: ${tables.length} tables in ${seconds} s`)
    continue
  }
  console.log(`## ${title} (${name}, ${seconds} s)\n`)
  for (const table of tables) {
    console.log(`${tableMarkdown(table)}\n`)
    const failed = table.targets.filter((target) => !isReached(target))
    missed.push(...failed.map((target) => `${table.title}: ${targetLine(target)}`))
  }
  if (!values['dry-run']) keep(name, machine, tables)
}
if (missed.length > 0)
  console.log(`Not reached:\n\n${missed.map((line) => `- ${line}`).join('\n')}\n`)
if (!isSmoke && !values['dry-run']) formatReport()

function keep(name: string, on: Machine, tables: readonly Table[]): void {
  const file = new URL(`./results/${name}.json`, import.meta.url)
  writeFileSync(file, `${JSON.stringify({ machine: on, rounds, tables }, rounded, 2)}\n`)
  rewriteReport(name, [machineLine(on), ...tables.map(tableMarkdown)].join('\n\n'))
}

/** Four digits say more than any of these figures is worth. */
function rounded(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value
}
