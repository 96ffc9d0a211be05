import { sluiceDocument } from '../evaluation/sluice.ts'
import { oneRule } from '../evaluation/workload.ts'
import { type Contestant, interleave, type Effort } from '../measure/interleave.ts'
import { medianOf, ratioTarget, type Table } from '../measure/table.ts'
import { eventRequests } from '../service/event-requests.ts'
import { requestRate } from '../service/load.ts'
import { ENVIRONMENT, prepareFolder } from '../service/prepared-folder.ts'
import { startBare, startSluice } from '../service/processes.ts'
import { openPool } from '../service/request-pool.ts'
import type { Axis } from './axis.ts'

const BARE = 'bare node:http, parses and forgets'
const SLUICE = 'Sluice, on disk'

/** So many senders are at it at once: those of a shop, each waiting for its answer. */
const CONNECTIONS = 64

/** Different batches, so that the bytes of one are not changed while they are on their way. */
const KINDS = 256

/** How many events the service has on disk a second, beside a handler that only parses them. */
export const intake: Axis = {
  title: 'Taking events',
  async run(effort) {
    using folder = await prepareFolder(sluiceDocument({ ...oneRule('split'), flags: 100 }))
    await using sluice = await startSluice(folder.dataDir)
    await using bare = await startBare()
    await bare.tell({ parses: true })
    const key = await ingestKey(sluice.url, folder.adminToken)
    const urls = {
      bare: new URL('/v1/events', bare.url),
      sluice: new URL('/v1/events', sluice.url),
    }
    const tables: Table[] = []
    for (const perBatch of [1, 50]) {
      tables.push(await compare(urls, key, perBatch, effort))
    }
    return tables
  },
}

async function compare(
  urls: { readonly bare: URL; readonly sluice: URL },
  key: string,
  perBatch: number,
  effort: Effort,
): Promise<Table> {
  const durationMs = effort.isSmoke ? 50 : effort.loopMs * 60
  using barePool = await openPool(urls.bare, CONNECTIONS)
  using pool = await openPool(urls.sluice, CONNECTIONS)
  const contestant = (
    name: string,
    kind: Contestant['kind'],
    url: URL,
    to: typeof pool,
  ): Contestant => {
    const requests = eventRequests(url, { Authorization: `Bearer ${key}` }, perBatch, KINDS)
    const round = async (): Promise<number> =>
      perBatch * (await requestRate(to, () => requests.next(), 200, durationMs))
    return { name, kind, round }
  }
  const rows = await interleave(
    [
      contestant(BARE, 'reference', urls.bare, barePool),
      contestant(SLUICE, 'sluice', urls.sluice, pool),
    ],
    effort,
  )
  return {
    title: perBatch === 1 ? 'Single events' : `Batches of ${perBatch} events`,
    what: `Posted over ${CONNECTIONS} connections by another process on the same two cores, which share them with it. Sluice checks each event, gives its units pseudonyms, and answers when it is on disk.`,
    unit: 'events/s',
    base: BARE,
    rows,
    targets:
      perBatch === 1
        ? [ratioTarget(rows, { of: SLUICE, to: BARE }, 'at least', 0.4)]
        : [
            {
              claim: `${SLUICE}, batches of ${perBatch}`,
              actual: medianOf(rows, SLUICE),
              limit: 50_000,
              direction: 'at least',
              unit: 'events/s',
            },
          ],
  }
}

async function ingestKey(url: string, adminToken: string): Promise<string> {
  const answer = await fetch(`${url}/v1/environments/${ENVIRONMENT}/keys`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${adminToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ kind: 'ingest', name: 'bench' }),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return ((await answer.json()) as { readonly secret: string }).secret
}
