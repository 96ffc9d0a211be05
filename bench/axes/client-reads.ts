import { openContestants } from '../browser/contestant-pages.ts'
import type { Contestant } from '../measure/interleave.ts'
import { interleave } from '../measure/interleave.ts'
import { ratioTarget } from '../measure/table.ts'
import type { Axis } from './axis.ts'

const NAMES = {
  'hand-written-store': ['Map.get', 'reference'],
  sluice: ['Sluice, client.peek', 'sluice'],
  'sluice-use-gate': ['Sluice, behind useGate', 'sluice'],
  growthbook: ['GrowthBook, isOn', 'peer'],
  unleash: ['Unleash, isEnabled', 'peer'],
  launchdarkly: ['LaunchDarkly, boolVariation', 'peer'],
  openfeature: ['OpenFeature, getBooleanValue', 'peer'],
} as const

/** What reading a boolean costs on a page that knows 1,000. */
export const clientReads: Axis = {
  title: 'Reading a flag on a page',
  async run(effort) {
    await using pages = await openContestants(Object.keys(NAMES))
    const contestants: Contestant[] = []
    for (const [page, [name, kind]] of Object.entries(NAMES)) {
      let times = effort.isSmoke ? 100 : 20_000
      contestants.push({
        name,
        kind,
        async round() {
          const perReadNs = await pages.ask(page, 'read', times)
          if (!effort.isSmoke) times = Math.ceil((effort.loopMs * 1e6) / perReadNs)
          return perReadNs
        },
      })
    }
    const rows = await interleave(contestants, { ...effort, warmups: effort.warmups * 3 })
    return [
      {
        title: 'Reading a boolean',
        what: 'One of 1,000 flags, another one each time, in Chromium. Behind useGate is what React calls to see whether a component has to render.',
        unit: 'ns',
        base: 'Map.get',
        rows,
        targets: ['Sluice, client.peek', 'Sluice, behind useGate'].map((of) =>
          ratioTarget(rows, { of, to: 'Map.get' }, 'at most', 2.5),
        ),
      },
    ]
  },
}
