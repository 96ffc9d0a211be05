import { setTimeout as sleep } from 'node:timers/promises'
import { people } from '../evaluation/people.ts'
import { sluiceDocument } from '../evaluation/sluice.ts'
import { oneRule } from '../evaluation/workload.ts'
import { quantile } from '../measure/statistics.ts'
import type { Row, Target } from '../measure/table.ts'
import { requestBytes } from '../service/load.ts'
import type { Pool } from '../service/request-pool.ts'
import { openPool } from '../service/request-pool.ts'
import { ENVIRONMENT, prepareFolder } from '../service/prepared-folder.ts'
import { startSluice } from '../service/processes.ts'
import type { StreamCrowd } from '../service/stream-crowd.ts'
import { openCrowd } from '../service/stream-crowd.ts'
import type { Axis } from './axis.ts'

const STREAMS = 5000

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
    const changes = isSmoke ? 1 : 5
    using folder = await prepareFolder(sluiceDocument({ ...oneRule('split'), flags: 100 }))
    await using sluice = await startSluice(folder.dataDir)
    const url = new URL('/ofrep/v1/evaluate/flags', sluice.url)
    const headers = { Authorization: `Bearer ${folder.clientKey}` }
    const first = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify({ context: people[0] }),
    })
    const { eventStreams } = (await first.json()) as { eventStreams: readonly { url: string }[] }
    const requests = people.map((context) =>
      requestBytes(url, headers, JSON.stringify({ context })),
    )
    await warmUp(url, requests, isSmoke ? 10 : 2000)
    await sleep(isSmoke ? 10 : 2000)
    const beforeKiB = sluice.residentKiB()
    using crowd = await openCrowd(new URL(eventStreams[0]?.url ?? ''), count)
    await sleep(isSmoke ? 10 : 2000)
    const perStreamKiB = (sluice.residentKiB() - beforeKiB) / count

    // Only now: the service closes connections that are not used.
    using pool = await openPool(url)
    const seen: Change[] = []
    for (let change = 0; change < changes; change++) {
      const flip = (): Promise<Response> =>
        fetch(`${sluice.url}/v1/environments/${ENVIRONMENT}/flags/flag-0`, {
          method: 'PATCH',
          headers: {
            Authorization: `Bearer ${folder.adminToken}`,
            'Content-Type': 'application/json',
          },
          body: JSON.stringify({ enabled: change % 2 === 1 }),
        })
      seen.push(await watch(crowd, pool, requests, flip))
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
    const memory: Target = {
      claim: 'Sluice',
      actual: perStreamKiB,
      limit: 20,
      direction: 'at most',
      unit: 'KiB',
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
        what: 'What the service holds more with all of them open, for each.',
        unit: 'KiB',
        base: 'Sluice',
        rows: [row('Sluice', [perStreamKiB])],
        targets: [memory],
      },
    ]
  },
}

/** So that memory that serving takes is not put down to streams. */
async function warmUp(url: URL, requests: readonly Buffer[], times: number): Promise<void> {
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
