// Shows that a rollout has the error rates that it states: `pnpm simulate:rollouts`.
import { findings, rolloutDaysPerSecond } from './scenarios.ts'

const [runs = '1000', seed = '1'] = process.argv.slice(2)
let failed = 0
for (const { id, title, share, must, holds, more } of findings(Number(runs), Number(seed))) {
  process.stdout.write(
    `${holds ? '✓' : '✗'} ${id}  ${title}\n    ${(100 * share).toFixed(1)} %; must be ${must}; ${more}\n`,
  )
  if (!holds) failed++
}
for (const minutes of [60, 10]) {
  const speed = rolloutDaysPerSecond(500, () => performance.now(), minutes * 60_000)
  process.stdout.write(
    `  ${Math.round(speed)} rollout-days/s with a look every ${minutes} minutes\n`,
  )
}
process.exitCode = failed === 0 ? 0 : 1
