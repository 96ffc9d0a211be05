import { setTimeout as sleep } from 'node:timers/promises'
import { people } from '../evaluation/people.ts'
import { sluiceDocument } from '../evaluation/sluice.ts'
import { oneRule } from '../evaluation/workload.ts'
import type { Contestant } from '../measure/interleave.ts'
import { interleave } from '../measure/interleave.ts'
import { ratioTarget } from '../measure/table.ts'
import { prepareFolder } from '../service/prepared-folder.ts'
import type { ServerProcess } from '../service/processes.ts'
import { startBare, startSluice } from '../service/processes.ts'
import type { Axis } from './axis.ts'

/** How soon a service serves, and what it holds in memory when nobody asks. */
export const serviceStart: Axis = {
  title: 'Starting the service',
  async run(effort) {
    using folder = await prepareFolder(sluiceDocument({ ...oneRule('split'), flags: 100 }))
    const idleMs = effort.isSmoke ? 10 : 300
    const memory = new Map<string, number[]>()
    const contestant = (
      name: string,
      kind: Contestant['kind'],
      start: () => Promise<ServerProcess>,
    ): Contestant => {
      const kept: number[] = []
      memory.set(name, kept)
      return {
        name,
        kind,
        async round() {
          const startedAt = performance.now()
          await using server = await start()
          const answer = await fetch(`${server.url}/ofrep/v1/evaluate/flags`, {
            method: 'POST',
            headers: {
              Authorization: `Bearer ${folder.clientKey}`,
              'Content-Type': 'application/json',
            },
            body: JSON.stringify({ context: people[0] }),
          })
          await answer.arrayBuffer()
          const tookMs = performance.now() - startedAt
          if (!answer.ok) throw new Error(`${name} answered ${answer.status}.`)
          await sleep(idleMs)
          kept.push(server.residentKiB() / 1024)
          return tookMs
        },
      }
    }
    const contestants = [
      contestant('bare node:http', 'reference', startBare),
      contestant('Sluice', 'sluice', () => startSluice(folder.dataDir)),
    ]
    const warmups = effort.isSmoke ? 0 : 1
    const rows = await interleave(contestants, { rounds: effort.rounds, warmups })
    const resident = rows.map((row) => ({
      ...row,
      samples: memory.get(row.name)?.slice(warmups) ?? [],
    }))
    const pair = { of: 'Sluice', to: 'bare node:http' }
    return [
      {
        title: 'From the start of the process to the first answer',
        what: 'A process on a data folder of 100 flags, until it has answered a bulk evaluation.',
        unit: 'ms',
        base: pair.to,
        rows,
        targets: [ratioTarget(rows, pair, 'at most', 5)],
      },
      {
        title: 'Memory of an idle service',
        what: `Resident ${idleMs} ms after that answer.`,
        unit: 'MiB',
        base: pair.to,
        rows: resident,
        targets: [ratioTarget(resident, pair, 'at most', 2)],
        notes: ["Unleash's server needs a PostgreSQL, so it is not run here."],
      },
    ]
  },
}
