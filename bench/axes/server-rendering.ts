import { bundleForNode } from '../browser/bundle.ts'
import type { Contestant } from '../measure/interleave.ts'
import { interleave } from '../measure/interleave.ts'
import type { Kind } from '../measure/table.ts'
import { ratioTarget } from '../measure/table.ts'
import { timed } from '../measure/timed.ts'
import type { Axis } from './axis.ts'

const PROPS = 'plain props'
// A busy server draws one after the other, with what they need still in the processor's caches.
const PAGES = 10

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

/** What a server pays to render a page with flags. */
export const serverRendering: Axis = {
  title: 'Rendering on a server',
  async run(effort) {
    const contestants: Contestant[] = []
    for (const [file, name, kind] of CONTESTANTS) {
      const render = await load(file)
      contestants.push({ name, kind, round: () => timed(() => drawPages(render)) / PAGES })
    }
    const counted = effort.isSmoke ? 1 : effort.rounds * 4
    const rows = await interleave(contestants, {
      rounds: counted,
      warmups: effort.isSmoke ? 0 : counted,
    })
    return [
      {
        title: 'renderToString of 1,000 readers',
        what: `In Node, production build, each of another flag, ${PAGES} pages in a row; every contestant with a copy of React of its own.`,
        unit: 'ms',
        base: PROPS,
        rows,
        targets: [ratioTarget(rows, { of: 'Sluice', to: PROPS }, 'at most', 1.25)],
      },
    ]
  },
}

function drawPages(render: () => string): void {
  for (let page = 0; page < PAGES; page++) render()
}

interface Rendering {
  readonly start: () => Promise<void> | void
  readonly render: () => string
}

/** Builds a contestant, starts it, and gives what renders its page. */
async function load(file: string): Promise<() => string> {
  const address = await bundleForNode(`
    import { renderToString } from 'react-dom/server'
    import { contestant } from './contestants/${file}'
    import { flagKeys } from './flags'
    const { Provider, Reader } = contestant
    export const start = contestant.start
    export const render = () => renderToString(
      <Provider>{flagKeys.map((flag) => <Reader key={flag} flag={flag} on={false} />)}</Provider>
    )`)
  const { start, render } = (await import(address)) as Rendering
  await start()
  const drawn = render().split('<li>').length - 1
  if (drawn !== 1000) throw new Error(`${file} drew ${drawn} rows instead of 1,000.`)
  return render
}
