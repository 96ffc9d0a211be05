import {
  createClient,
  createLDReactProviderWithClient,
  useBoolVariation,
} from '@launchdarkly/react-sdk'
import type { PageContestant } from '../contestant.ts'
import { isOn, PERSON, service } from '../flags.ts'
import { countRender } from '../renders.ts'

const context = { kind: 'user', key: PERSON, country: 'DE' }
const bootstrap = () => ({
  ...Object.fromEntries(isOn),
  $flagsState: Object.fromEntries(
    [...isOn].map(([key, on]) => [key, { variation: on ? 0 : 1, version: 1 }]),
  ),
  $valid: true,
})

const client = createClient('bench', context, {
  baseUri: 'http://127.0.0.1:9',
  streamUri: 'http://127.0.0.1:9',
  eventsUri: 'http://127.0.0.1:9',
  sendEvents: false,
  diagnosticOptOut: true,
  fetchGoals: false,
  streaming: false,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
})

/** LaunchDarkly, from bootstrap data alone; an answer is the bootstrap of an `identify`. */
export const contestant: PageContestant = {
  Provider: createLDReactProviderWithClient(client),
  Reader({ flag }) {
    countRender()
    return <li>{useBoolVariation(flag, false) ? 'on' : 'off'}</li>
  },
  async start() {
    await client.start({ bootstrap: bootstrap() })
  },
  answer: () => JSON.stringify(bootstrap()),
  async refresh() {
    const data = (await (await service.respond()).json()) as unknown
    await client.identify(context, { bootstrap: data })
  },
  read: (flag) => client.boolVariation(flag, false),
}
