import { expect, it, onTestFinished } from 'vitest'
import { bulk } from '../../test/fake-environment.ts'
import { createSluiceClient, type SluiceClient } from '../index.ts'
import { recordVitals } from '../vitals.ts'

/** How a page without a framework draws again when a value comes. */
type Follow = (client: SluiceClient, draw: () => void) => void

/** Draws a page whose first answer comes late, and gives what was told of its gates. */
async function visit(value: string, follow: Follow): Promise<ReadonlyMap<string, number>> {
  const answer = Promise.withResolvers<void>()
  const client = createSluiceClient({
    url: location.origin,
    clientKey: 'sluice_client_x',
    cache: 'memory',
    stream: false,
    events: false,
    fetch: async () => {
      await answer.promise
      return bulk({ slot: value, elsewhere: value })
    },
  })
  const told = new Map<string, number>()
  client.track = (name, outcome) => void told.set(name, outcome?.value ?? NaN)
  const stop = recordVitals(client)
  const slot = document.createElement('div')
  const below = document.createElement('h1')
  below.textContent = 'What is below moves'
  document.body.replaceChildren(slot, below)
  onTestFinished(() => {
    stop()
    client.close()
    document.body.replaceChildren()
  })
  const draw = (): void => {
    const details = client.peek('slot', 'small')
    slot.style.height = details.value === 'big' ? '200px' : '20px'
    client.expose(details)
  }
  draw()
  follow(client, draw)
  await pause(600)
  answer.resolve()
  await client.ready()
  await pause(600)
  dispatchEvent(new Event('pagehide'))
  expect(slot.style.height).toBe(value === 'big' ? '200px' : '20px')
  return new Map([...told].filter(([name]) => /late_value|gate_shift/.test(name)))
}

const followed: Follow = (client, draw) => client.subscribeFlag('slot', draw)
const readLater: Follow = (client, draw) => void client.ready().then(draw)

it.each([
  ['follows the flag', followed],
  ['reads it again when the client is ready', readLater],
])('puts what the first value moves down to its gate, in a page that %s', async (_, follow) => {
  const told = await visit('big', follow)
  expect([...told.keys()].toSorted()).toEqual([
    'web-vital.gate_shift.slot',
    'web-vital.late_value.slot',
  ])
  expect(told.get('web-vital.gate_shift.slot')).toBeGreaterThan(0)
})

it.each([followed, readLater])('tells of no answer late that is what was drawn', async (follow) => {
  expect([...(await visit('small', follow))]).toEqual([])
})

it('leaves a client as it was when it stops', () => {
  const client = createSluiceClient({
    url: location.origin,
    clientKey: 'sluice_client_x',
    cache: 'memory',
    stream: false,
    fetch: () => Promise.resolve(bulk({})),
  })
  onTestFinished(() => client.close())
  const { peek, expose } = client
  recordVitals(client)()
  expect([client.peek, client.expose]).toEqual([peek, expose])
})

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
