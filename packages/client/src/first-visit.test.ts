import { beforeEach, expect, it } from 'vitest'
import { bulk, fakeEnvironment, type FakeEnvironment } from '../test/fake-environment.ts'
import { openSlowly } from '../test/slow-page.ts'

let world: FakeEnvironment
let drawn = 1

beforeEach(() => {
  world = fakeEnvironment()
  world.chance = () => (drawn = (drawn * 16_807) % 2_147_483_647) / 2_147_483_647
})

/** Another tab that was opened at the same time, and saw nothing of this one, wrote last. */
function rememberAnother(): void {
  const [key] = [...world.local.keys()].filter((name) => name.endsWith('.id'))
  world.local.set(key ?? '', '"another"')
}

it('becomes whoever the browser remembers where several tabs are opened at once', async () => {
  const { client, arrive } = openSlowly(world)
  const own = client.context().targetingKey
  rememberAnother()
  await arrive()
  expect(client.context()).toEqual({ targetingKey: 'another', anonymousKey: 'another' })
  await world.request().answer(bulk({ gate: true }))
  expect(client.peek('gate', false).value).toBe(true)
  expect(world.request().context).toEqual(client.context())
  client.close()
  const next = openSlowly(world)
  expect(next.client.context().targetingKey).toBe('another')
  expect(own).not.toBe('another')
  next.client.close()
})

it('stays who came with the page, or who may not be remembered', async () => {
  const anonymousKey = 'of the page'
  const bootstrap = { flags: [], context: { targetingKey: 'ada', anonymousKey } }
  const drawnPage = openSlowly(world, { bootstrap })
  rememberAnother()
  await drawnPage.arrive()
  expect(drawnPage.client.context()).toEqual({ targetingKey: 'ada', anonymousKey })
  drawnPage.client.close()
  const forgetful = openSlowly(world, { rememberAnonymous: false })
  const own = forgetful.client.context()
  rememberAnother()
  await forgetful.arrive()
  expect(forgetful.client.context()).toEqual(own)
  forgetful.client.close()
})
