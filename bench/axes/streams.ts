import { setTimeout as sleep } from 'node:timers/promises'
import { people } from '../evaluation/people.ts'
import { sluiceDocument } from '../evaluation/sluice.ts'
import { oneRule } from '../evaluation/workload.ts'
import { quantile } from '../measure/statistics.ts'
import type { Row, Target } from '../measure/table.ts'
import { quantileTarget } from '../measure/table.ts'
import { requestBytes } from '../service/load.ts'
import type { Pool } from '../service/request-pool.ts'
import { openPool } from '../service/request-pool.ts'
import { ENVIRONMENT, prepareFolder } from '../service/prepared-folder.ts'
import type { ServerProcess } from '../service/processes.ts'
import { startSluice } from '../service/processes.ts'
import type { StreamCrowd } from '../service/stream-crowd.ts'
import { openCrowd } from '../service/stream-crowd.ts'
import type { Axis } from './axis.ts'

const STREAMS = 5000

/** Processes that are started, since each has a memory of its own to be measured. */
const STARTS = 3

/** Changes that each of them is asked for. */
const CHANGES = 3

/** One change that everybody is told of, seen from every stream; milliseconds after its 200. */
interface Change {
  readonly told: readonly number[]
  readonly fetched: readonly number[]
}

/** One change and very many open pages. */
export const streams: Axis = {
  title: 'Many open streams',
  async run({ isSmoke }) {
    const count = isSmoke ? 50 : STREAMS
    using folder = await prepareFolder(sluiceDocument({ ...oneRule('split'), flags: 100 }))
    const perStreamKiB: number[] = []
    const seen: Change[] = []
    for (let start = 0; start < (isSmoke ? 1 : STARTS); start++) {
      await using sluice = await startSluice(folder.dataDir)
      const service = await meet(sluice, folder.clientKey)
      await warmUp(service, isSmoke ? 10 : 2000)
      await sleep(isSmoke ? 10 : 2000)
      const beforeKiB = sluice.residentKiB()
      using crowd = await openCrowd(service.streamUrl, count)
      await sleep(isSmoke ? 10 : 2000)
      perStreamKiB.push((sluice.residentKiB() - beforeKiB) / count)

      // Only now: the service closes connections that are not used.
      using pool = await openPool(service.url)
      for (let change = 0; change < (isSmoke ? 1 : CHANGES); change++) {
        const path = `/v1/environments/${ENVIRONMENT}/flags/flag-0`
        const flip = (): Promise<Response> =>
          fetch(sluice.url + path, {
            method: 'PATCH',
            headers: {
              Authorization: `Bearer ${folder.adminToken}`,
              'Content-Type': 'application/json',
            },
            body: JSON.stringify({
              description: `change ${start}.${change}`,
              enabled: change % 2 === 1,
            }),
          })
        seen.push(await watch(crowd, pool, service.requests, flip))
      }
    }
    const row = (name: string, samples: readonly number[]): Row => ({
      name,
      kind: 'sluice',
      samples,
    })
    const at = (share: number, of: keyof Change) =>
      seen.map((change) => quantile(change[of], share))
    const rows = [
      row('half of the streams are told', at(0.5, 'told')),
      row('the last one is told', at(1, 'told')),
      row('half of them have fetched the change', at(0.5, 'fetched')),
      row('the last one has fetched it', at(1, 'fetched')),
    ]
    const last: Target = {
      claim: 'the last one has fetched it, slowest change',
      actual: Math.max(...at(1, 'fetched')),
      limit: 3000,
      direction: 'at most',
      unit: 'ms',
    }
    return [
      {
        title: `A change and ${count.toLocaleString('en')} streams`,
        what: 'Milliseconds from the 200 of a PATCH. Each stream is a connection of its own; who is told fetches 100 flags. One process plays all pages, on the same machine. More than 32 streams are told over up to 2 s, so that they do not all ask at once.',
        unit: 'ms',
        base: rows[0]?.name ?? '',
        rows,
        targets: [last],
        notes: ["Unleash's server needs a PostgreSQL, and the others' do not come from npm."],
      },
      {
        title: 'Memory for a stream',
        what: 'What the service holds more with all of them open, for each: resident memory of a process after 2 s, less that before.',
        unit: 'KiB',
        base: 'Sluice',
        rows: [row('Sluice', perStreamKiB)],
        targets: [quantileTarget([row('Sluice', perStreamKiB)], 'Sluice', 0.5, 20, 'KiB')],
      },
    ]
  },
}

interface Met {
  readonly url: URL
  readonly streamUrl: URL
  /** Asks for 100 flags, for one person each. */
  readonly requests: readonly Buffer[]
}

/** Asks a service once, as every page does before it opens a stream. */
async function meet(sluice: ServerProcess, clientKey: string): Promise<Met> {
  const url = new URL('/ofrep/v1/evaluate/flags', sluice.url)
  const headers = { Authorization: `Bearer ${clientKey}` }
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ context: people[0] }),
  })
  const { eventStreams } = (await answer.json()) as { eventStreams: readonly { url: string }[] }
  return {
    url,
    streamUrl: new URL(eventStreams[0]?.url ?? ''),
    requests: people.map((context) => requestBytes(url, headers, JSON.stringify({ context }))),
  }
}

/** So that memory that serving takes is not put down to streams. */
async function warmUp({ url, requests }: Met, times: number): Promise<void> {
  using pool = await openPool(url)
  for (let index = 0; index < times; index++) {
    await pool.ask(requests[index % requests.length] as Buffer)
  }
}

/** Makes a change and waits until every stream was told and has fetched it. */
async function watch(
  crowd: StreamCrowd,
  pool: Pool,
  requests: readonly Buffer[],
  flip: () => Promise<Response>,
): Promise<Change> {
  const told: number[] = []
  const fetched: number[] = []
  const everybody = new Promise<void>((resolve, reject) => {
    crowd.onTold = (stream) => {
      told.push(performance.now())
      pool
        .ask(requests[stream % requests.length] as Buffer)
        .then(() => {
          fetched.push(performance.now())
          if (fetched.length === crowd.open) resolve()
        })
        .catch(reject)
    }
  })
  const answer = await flip()
  const acknowledgedAt = performance.now()
  if (!answer.ok) throw new Error(`The change was refused: ${await answer.text()}`)
  await Promise.race([everybody, sleep(20_000, undefined, { ref: false })])
  if (fetched.length < crowd.open) {
    throw new Error(`After 20 s ${fetched.length} of ${crowd.open} streams have the change.`)
  }
  const since = (moments: readonly number[]) => moments.map((moment) => moment - acknowledgedAt)
  return { told: since(told), fetched: since(fetched) }
}
