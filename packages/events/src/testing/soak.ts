// Kills the loop 500 times, or as often as is said, and tells what came of it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killRounds } from './kill-rounds.ts'

const rounds = Number(process.argv[2] ?? 500)
const folder = mkdtempSync(join(tmpdir(), 'sluice-soak-'))
const say = (text: string): boolean => process.stdout.write(`${text}\n`)
const report = await killRounds(
  folder,
  rounds,
  () => Math.random() * 600,
  (round, { acknowledged, lost, twice }) =>
    say(`round ${round + 1}: ${acknowledged} acknowledged, ${lost.length} lost, ${twice} twice`),
)
if (report.lost.length > 0 || report.twice > 0 || report.counted !== report.stored) {
  say(`Failed. The folder is kept: ${folder}`)
  process.exitCode = 1
} else {
  rmSync(folder, { recursive: true, force: true })
  say(`${rounds} times killed: ${report.acknowledged} events acknowledged, none lost, none twice.`)
}
