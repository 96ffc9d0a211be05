import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startService } from '@sluice/server'
import { ATTRIBUTES, EXPERIMENT, METRICS, RULESET } from '../events/experiment-shape.ts'
import { interleave } from '../measure/interleave.ts'
import { quantileTarget } from '../measure/table.ts'
import type { Axis } from './axis.ts'

const HEADERS = { Authorization: 'Bearer sluice_admin_demo', 'Content-Type': 'application/json' }
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** How long the page about a large experiment takes. */
export const results: Axis = {
  title: 'The results of an experiment',
  async run(effort) {
    const units = effort.isSmoke ? 5_000 : Number(process.env['SLUICE_BENCH_UNITS'] ?? 1_000_000)
    const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-results-'))
    try {
      await fill(folder, units)
      const service = await start(folder)
      try {
        // What was found without a list is looked through for duplicates once, as the service does in time.
        const compact = `${service.url}/v1/events/compact`
        const compacted = await fetch(compact, { method: 'POST', headers: HEADERS, body: '{}' })
        if (!compacted.ok) throw new Error(await compacted.text())
        const round = (): Promise<number> => ask(service.url, units)
        const rows = await interleave([{ name: 'Sluice', kind: 'sluice', round }], effort)
        return [
          {
            title: `The scorecard of ${units.toLocaleString('en-GB')} units`,
            what: `${Object.keys(METRICS).length} metrics, ${ATTRIBUTES.length} segments, 14 days and twice as many outcomes as units, from a request to the answer: verdict, health, series and segments, with nothing kept from the request before.`,
            unit: 'ms',
            base: 'Sluice',
            rows,
            targets: [quantileTarget(rows, 'Sluice', 0.5, 2_000, 'ms')],
          },
        ]
      } finally {
        await service.close()
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** An experiment that a handful of people took part in, and the events of all the others beside it. */
async function fill(folder: string, units: number): Promise<void> {
  const service = await start(folder)
  const path = `${service.url}/v1/environments/development/experiments/${EXPERIMENT}`
  const outcomes = Object.fromEntries(
    METRICS_OUTCOMES.map((name) => [name, { rate: 0.5, value: 10 }]),
  )
  const body = JSON.stringify({ days: 14, unitsPerDay: 5, seed: 1, outcomes })
  const simulated = await fetch(`${path}/simulate`, { method: 'POST', headers: HEADERS, body })
  if (!simulated.ok) throw new Error(await simulated.text())
  const { allocationVersion, from } = (await (
    await fetch(`${path}/results`, { headers: HEADERS })
  ).json()) as {
    allocationVersion: number
    from: string
  }
  await service.close()
  const script = fileURLToPath(new URL('../events/experiment-dataset.ts', import.meta.url))
  const args = [join(folder, 'events'), units, Date.parse(from), allocationVersion].map(String)
  const { status } = spawnSync(
    process.execPath,
    [...process.execArgv, '--no-warnings', script, ...args],
    {
      stdio: 'inherit',
    },
  )
  if (status !== 0) throw new Error(`The events were not made: ${status}.`)
}

const METRICS_OUTCOMES = [...new Set(Object.values(METRICS).map(({ outcome }) => outcome))]

async function start(folder: string): ReturnType<typeof startService> {
  // The bench says `production`, where nothing is simulated.
  process.env['NODE_ENV'] = 'development'
  return startService({
    dataDir: folder,
    mode: 'development',
    port: 0,
    logger: silent,
    seed: { environment: 'development', document: RULESET },
  })
}

async function ask(url: string, units: number): Promise<number> {
  const path = `${url}/v1/environments/development/experiments/${EXPERIMENT}/results`
  const startedAt = performance.now()
  const answer = await fetch(path, { headers: HEADERS })
  const { units: counted } = (await answer.json()) as { units: Record<string, number> }
  const took = performance.now() - startedAt
  const sum = Object.values(counted).reduce((all, count) => all + count, 0)
  if (sum < units) throw new Error(`${sum} units were counted of ${units}.`)
  return took
}
