import { people } from '../evaluation/people.ts'
import { sluiceDocument } from '../evaluation/sluice.ts'
import { oneRule } from '../evaluation/workload.ts'
import type { Contestant } from '../measure/interleave.ts'
import { interleave } from '../measure/interleave.ts'
import type { Table } from '../measure/table.ts'
import { ratioTarget } from '../measure/table.ts'
import { inTurn, requestBytes, requestRate } from '../service/load.ts'
import type { Pool } from '../service/request-pool.ts'
import { openPool } from '../service/request-pool.ts'
import { prepareFolder } from '../service/prepared-folder.ts'
import { startBare, startSluice } from '../service/processes.ts'
import type { Axis } from './axis.ts'

const NO_PEERS = "Unleash's server needs a PostgreSQL, so it is not run here."

/** Who asks in turn, and whether anything has changed for them. */
interface Kind {
  readonly status: 200 | 304
  readonly people: number
  readonly title: string
  readonly what: string
}

const EACH = 'Each flag has a rule that asks and splits.'
const SAME = 'The bare handler reads the same bodies and sends the same bytes.'
const TAGGED =
  'Each request has the ETag that the service gave, and is answered by a 304 from both.'

const KINDS: readonly Kind[] = [
  {
    status: 200,
    people: people.length,
    title: 'Bulk evaluation of 100 flags, another person each time',
    what: `${EACH} ${SAME}`,
  },
  {
    status: 200,
    people: 1,
    title: 'Bulk evaluation of 100 flags, one person',
    what: `${EACH} ${SAME}`,
  },
  {
    status: 304,
    people: people.length,
    title: 'Bulk evaluation when nothing has changed, another person each time',
    what: TAGGED,
  },
  {
    status: 304,
    people: 1,
    title: 'Bulk evaluation when nothing has changed, one person',
    what: TAGGED,
  },
]

const BARE = 'bare node:http'
const SLUICE = 'Sluice'

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

    const bareUrl = new URL(url.pathname, bare.url)
    const durationMs = effort.isSmoke ? 50 : effort.loopMs * 40
    const compare = async (
      next: (to: URL) => () => Buffer,
      status: Kind['status'],
    ): Promise<Pick<Table, 'unit' | 'base' | 'rows' | 'targets' | 'notes'>> => {
      using barePool = await openPool(bareUrl)
      using pool = await openPool(url)
      const contestant = (
        name: string,
        kind: Contestant['kind'],
        from: Pool,
        request: () => Buffer,
      ): Contestant => ({ name, kind, round: () => requestRate(from, request, status, durationMs) })
      const rows = await interleave(
        [
          contestant(BARE, 'reference', barePool, next(bareUrl)),
          contestant(SLUICE, 'sluice', pool, next(url)),
        ],
        effort,
      )
      const targets = [ratioTarget(rows, { of: SLUICE, to: BARE }, 'at least', 0.6)]
      return { unit: 'answers/s', base: BARE, rows, targets, notes: [NO_PEERS] }
    }

    const tables: Table[] = []
    for (const { status, people: count, title, what } of KINDS) {
      const asked = bodies.slice(0, count)
      // Now, because an address in the answer is renewed from time to time, and with it the tag.
      const answers = await answersTo(asked, ask)
      await bare.tell({ answers: answers.map((answer) => ({ ...answer, status })) })
      const next = (to: URL): (() => Buffer) =>
        inTurn(
          asked.map((body, index) => {
            const tag = answers[index]?.tag ?? ''
            return requestBytes(
              to,
              status === 304 ? { ...headers, 'If-None-Match': tag } : headers,
              body,
            )
          }),
        )
      const compared = await compare(next, status)
      tables.push({ title, what: `${what} ${POOL}`, ...compared })
    }
    const known = await answersTo(bodies, ask)
    await bare.tell({ answers: known.map((answer) => ({ ...answer, status: 200 })) })
    const compared = await compare((to) => strangers(to, headers), 200)
    return [...tables, { ...STRANGERS, ...compared }]
  },
}

const POOL = '16 connections, from another process.'

/** Nothing that was remembered is of use: each request is somebody's who never came before. */
const STRANGERS = {
  title: 'Bulk evaluation for contexts that never repeat',
  what: `As in the first table, but no context comes twice, so each is parsed and evaluated. Both servers are sent such requests. ${POOL}`,
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

interface Answer {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly tag: string
}

/** Asks for everybody once. */
async function answersTo(
  bodies: readonly string[],
  ask: (body: string) => Promise<Response>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (const body of bodies) {
    const answer = await ask(body)
    if (!answer.ok) throw new Error(`The service answered ${answer.status}.`)
    answers.push({
      headers: sent(answer.headers),
      body: await answer.text(),
      tag: answer.headers.get('etag') ?? '',
    })
  }
  return answers
}

/** The headers that a server writes itself are left to it. */
function sent(headers: Headers): Record<string, string> {
  const own = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding'])
  return Object.fromEntries([...headers].filter(([name]) => !own.has(name)))
}
