import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { bundleForNode } from '../browser/bundle.ts'
import { interleave } from '../measure/interleave.ts'
import type { Kind, Row } from '../measure/table.ts'
import { ratioTarget } from '../measure/table.ts'
import type { Axis } from './axis.ts'

const PROPS = 'plain props'

const CONTESTANTS: readonly (readonly [file: string, name: string, kind: Kind])[] = [
  ['plain-props', PROPS, 'reference'],
  ['map-in-context', 'a map in a context', 'reference'],
  ['hand-written-store', 'hand-written store', 'reference'],
  ['sluice', 'Sluice', 'sluice'],
  ['growthbook', 'GrowthBook', 'peer'],
  ['unleash', 'Unleash', 'peer'],
  ['launchdarkly', 'LaunchDarkly', 'peer'],
  ['openfeature', 'OpenFeature', 'peer'],
]

/**
 * How often all start anew. What V8 makes of a render is decided once for a heap, and the same
 * page may take 1.2 times as long as plain props in one, and 1.4 times in another.
 */
const LAUNCHES = 16

/** What a server pays to render a page with flags. */
export const serverRendering: Axis = {
  title: 'Rendering on a server',
  async run({ rounds, isSmoke }) {
    const addresses = await Promise.all(CONTESTANTS.map(([file]) => bundle(file)))
    const launches: Row[][] = []
    for (let launch = 0; launch < (isSmoke ? 1 : LAUNCHES); launch++) {
      const workers = addresses.map((workerData) => new Worker(script, { workerData }))
      const contestants = CONTESTANTS.map(([, name, kind], index) => ({
        name,
        kind,
        round: () => draw(workers[index] as Worker),
      }))
      const effort = isSmoke ? { rounds: 1, warmups: 0 } : { rounds, warmups: rounds * 4 }
      launches.push(await interleave(contestants, effort))
      await Promise.all(workers.map((worker) => worker.terminate()))
    }
    const rows = CONTESTANTS.map(([, name, kind], index) => ({
      name,
      kind,
      samples: launches.flatMap((all) => all[index]?.samples ?? []),
    }))
    return [
      {
        title: 'renderToString of 1,000 readers',
        what: `In Node, production build, each of another flag, 10 pages in a row. Every contestant has a thread and a heap of its own, one draws at a time, and all start ${LAUNCHES} times.`,
        unit: 'ms',
        base: PROPS,
        rows,
        targets: [ratioTarget(rows, { of: 'Sluice', to: PROPS }, 'at most', 1.25)],
      },
    ]
  },
}

const script = new URL('./server-rendering-worker.ts', import.meta.url)

/** Lets one contestant draw its page, and tells what that took, milliseconds. */
async function draw(worker: Worker): Promise<number> {
  worker.postMessage('draw')
  const [tookMs] = (await once(worker, 'message')) as [number]
  return tookMs
}

/** Builds what draws the page of a contestant, and gives its address. */
const bundle = (file: string): Promise<string> =>
  bundleForNode(`
    import { renderToString } from 'react-dom/server'
    import { contestant } from './contestants/${file}'
    import { flagKeys } from './flags'
    const { Provider, Reader } = contestant
    export const start = contestant.start
    export const render = () => renderToString(
      <Provider>{flagKeys.map((flag) => <Reader key={flag} flag={flag} on={false} />)}</Provider>
    )`)
