import { InMemStorageProvider, Unleash } from 'unleash-client'
import type { Ask, Workload } from './workload.ts'
import { flagKeys } from './workload.ts'

/** The workload in Unleash's client for Node, from its bootstrap; there is no server to ask. */
export async function startUnleash(workload: Workload): Promise<Unleash> {
  const variants = workload.serves === 'variant' ? ['urgent'] : ['control', 'urgent']
  const strategiesOf = (flag: number) =>
    workload.rulesOf(flag).map((ask) => ({
      name: 'flexibleRollout',
      parameters: { rollout: '100', stickiness: 'userId', groupId: 'bench' },
      constraints: [constraintOf(ask)],
      variants: variants.map((name) => ({
        name,
        weight: 1000 / variants.length,
        stickiness: 'userId',
        payload: { type: 'string', value: name },
      })),
    }))
  const unleash = new Unleash({
    appName: 'bench',
    url: 'http://127.0.0.1:9/api',
    disableAutoStart: true,
    disableMetrics: true,
    refreshInterval: 0,
    skipInstanceCountWarning: true,
    storageProvider: new InMemStorageProvider(),
    bootstrap: {
      data: flagKeys(workload).map((name, flag) => ({
        name,
        type: 'release',
        enabled: true,
        project: 'default',
        stale: false,
        impressionData: false,
        strategies: strategiesOf(flag),
        variants: [],
      })) as never,
    },
  })
  // Nobody listens on that port; the bootstrap is what counts.
  unleash.on('error', () => {})
  unleash.on('warn', () => {})
  const ready = new Promise((resolve) => unleash.on('ready', resolve))
  await Promise.all([unleash.start(), ready])
  return unleash
}

function constraintOf(ask: Ask) {
  const { attribute: contextName } = ask
  if (ask.op === 'atLeast') {
    const value = String(ask.value)
    return { contextName, operator: 'NUM_GTE', inverted: false, value, values: [] }
  }
  const values = ask.op === 'in' ? [...ask.values] : [ask.value]
  return { contextName, operator: 'IN', inverted: false, values }
}
