import { people } from '../evaluation/people.ts'
import { sluiceDocument } from '../evaluation/sluice.ts'
import { oneRule } from '../evaluation/workload.ts'
import type { Contestant } from '../measure/interleave.ts'
import { interleave } from '../measure/interleave.ts'
import type { Row, Table } from '../measure/table.ts'
import { ratioTarget } from '../measure/table.ts'
import { inTurn, requestBytes, requestRate } from '../service/load.ts'
import type { Pool } from '../service/request-pool.ts'
import { openPool } from '../service/request-pool.ts'
import { prepareFolder } from '../service/prepared-folder.ts'
import { startBare, startSluice } from '../service/processes.ts'
import type { Axis } from './axis.ts'

const NO_PEERS = "Unleash's server needs a PostgreSQL, so it is not run here."

/** What one answer of a server is, and whether it says that nothing has changed. */
interface Kind {
  readonly status: 200 | 304
  readonly title: string
  readonly what: string
}

const KINDS: readonly Kind[] = [
  {
    status: 200,
    title: 'Bulk evaluation of 100 flags',
    what: 'Each flag has a rule that asks and splits. The bare handler reads the same body and sends the same bytes.',
  },
  {
    status: 304,
    title: 'Bulk evaluation when nothing has changed',
    what: 'The same with the ETag that the service gave, answered by 304. The bare handler reads the same body and sends a 304.',
  },
]

/** How many people the service serves a second, beside a handler that does nothing. */
export const service: Axis = {
  title: 'The service under load',
  async run(effort) {
    using folder = await prepareFolder(sluiceDocument({ ...oneRule('split'), flags: 100 }))
    await using sluice = await startSluice(folder.dataDir)
    await using bare = await startBare()
    const url = new URL('/ofrep/v1/evaluate/flags', sluice.url)
    const headers = { Authorization: `Bearer ${folder.clientKey}` }
    const bodies = people.map((context) => JSON.stringify({ context }))
    const ask = (body: string): Promise<Response> =>
      fetch(url, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/json' },
        body,
      })
    const example = await ask(bodies[0] ?? '')
    const bytes = await example.text()

    const bareUrl = new URL(url.pathname, bare.url)
    const durationMs = effort.isSmoke ? 50 : effort.loopMs * 40
    const tables: Table[] = []
    for (const { status, title, what } of KINDS) {
      // Now, because an address in the answer is renewed from time to time, and with it the tag.
      const tags = await tagsOf(bodies, ask)
      using barePool = await openPool(bareUrl)
      using pool = await openPool(url)
      bare.tell({ status, headers: sent(example.headers), body: bytes })
      const requests = (to: URL) =>
        bodies.map((body, index) =>
          requestBytes(
            to,
            status === 304 ? { ...headers, 'If-None-Match': tags[index] ?? '' } : headers,
            body,
          ),
        )
      const contestant = (
        name: string,
        kind: Contestant['kind'],
        to: Pool,
        next: () => Buffer,
      ): Contestant => ({ name, kind, round: () => requestRate(to, next, status, durationMs) })
      const rows = await interleave(
        [
          contestant('bare node:http', 'reference', barePool, inTurn(requests(bareUrl))),
          contestant('Sluice, another person each time', 'sluice', pool, inTurn(requests(url))),
          contestant('Sluice, one person', 'sluice', pool, inTurn(requests(url).slice(0, 1))),
        ],
        effort,
      )
      const to = 'bare node:http'
      tables.push({
        title,
        what: `${what} 16 connections, from another process.`,
        unit: 'answers/s',
        base: to,
        rows,
        targets: ['Sluice, another person each time', 'Sluice, one person'].map((of) =>
          ratioTarget(rows, { of, to }, 'at least', 0.6),
        ),
        notes: [NO_PEERS],
      })
    }
    using barePool = await openPool(bareUrl)
    using pool = await openPool(url)
    bare.tell({ status: 200, headers: sent(example.headers), body: bytes })
    const rows = await interleave(
      [
        {
          name: 'bare node:http',
          kind: 'reference',
          round: () => requestRate(barePool, strangers(bareUrl, headers), 200, durationMs),
        },
        {
          name: 'Sluice',
          kind: 'sluice',
          round: () => requestRate(pool, strangers(url, headers), 200, durationMs),
        },
      ],
      effort,
    )
    return [...tables, strangersTable(rows)]
  },
}

/** Nothing that was remembered is of use: each request is somebody's who never came before. */
function strangersTable(rows: readonly Row[]): Table {
  const [of, to] = ['Sluice', 'bare node:http']
  return {
    title: 'Bulk evaluation for contexts that never repeat',
    what: 'As in the first table, but no context comes twice, so each is parsed and evaluated. Both servers are sent such requests. 16 connections, from another process.',
    unit: 'answers/s',
    base: to,
    rows,
    targets: [ratioTarget(rows, { of, to }, 'at least', 0.6)],
    notes: [NO_PEERS],
  }
}

/** How many strangers there have been. */
let strangersSeen = 0

/** Makes requests of people who never came before; the bytes differ in digits only. */
function strangers(url: URL, headers: Readonly<Record<string, string>>): () => Buffer {
  const PLACE = '00000000'
  const context = { ...people[0], targetingKey: `stranger-${PLACE}` }
  const template = requestBytes(url, headers, JSON.stringify({ context }))
  const from = template.indexOf(PLACE)
  return () => {
    const request = Buffer.from(template)
    request.write(String(++strangersSeen).padStart(PLACE.length, '0'), from, 'latin1')
    return request
  }
}

/** Asks for everybody once. */
async function tagsOf(
  bodies: readonly string[],
  ask: (body: string) => Promise<Response>,
): Promise<readonly string[]> {
  const tags: string[] = []
  for (const body of bodies) {
    const answer = await ask(body)
    if (!answer.ok) throw new Error(`The service answered ${answer.status}.`)
    await answer.arrayBuffer()
    tags.push(answer.headers.get('etag') ?? '')
  }
  return tags
}

/** The headers that a server writes itself are left to it. */
function sent(headers: Headers): Record<string, string> {
  const own = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding'])
  return Object.fromEntries([...headers].filter(([name]) => !own.has(name)))
}
