import { describe, expect, it } from 'vitest'
import { bulk } from '../../test/fake-environment.ts'
import { start, world } from '../../test/page.ts'
import type { SluiceClient } from '../index.ts'
import { createLocalClient } from '../local.ts'
import { SCENARIO } from '../../test/a-scenario.ts'
import {
  applyScenario,
  formatScenario,
  parseScenario,
  saveScenario,
  type Scenario,
} from '../scenarios.ts'

describe('a client', () => {
  it('is put into a scenario, and back', async () => {
    const client = start({ context: { targetingKey: 'bob' } })
    await world.request().answer(bulk({ 'new-checkout': false, 'checkout-cta': 'Buy' }))
    client.setOverride('other', { value: 1 })
    const undo = applyScenario(client, SCENARIO)
    expect(client.context()).toMatchObject({ targetingKey: 'ada', country: 'NO' })
    expect(client.peek('checkout-cta', '').value).toBe('Only 2 left')
    expect(client.peek('other', 0).value).toBe(0)
    undo()
    expect(client.context()['targetingKey']).toBe('bob')
    expect(client.peek('other', 0).value).toBe(1)
    expect(client.overrides().size).toBe(1)
  })

  it('is put back once, and not to somebody who has left since', async () => {
    const client = start({ context: { targetingKey: 'bob' } })
    await world.request().answer(bulk({ 'new-checkout': false, 'checkout-cta': 'Buy' }))
    const undo = applyScenario(client, SCENARIO)
    void client.setContext({ targetingKey: 'carl' })
    undo()
    expect(client.context()['targetingKey']).toBe('carl')
    expect(client.overrides().size).toBe(0)
    client.setOverride('other', { value: 1 })
    undo()
    expect(client.overrides().size).toBe(1)
  })

  it('goes back by each person there was when several are taken back, the latest first', () => {
    const client = createLocalClient({ context: { targetingKey: 'ada' } })
    const undone = ['bob', 'carl', 'dora'].map((targetingKey) =>
      applyScenario(client, { version: 1, name: 'x', context: { targetingKey } }),
    )
    const back = undone.toReversed().map((undo) => {
      undo()
      return client.context()['targetingKey']
    })
    expect(back).toEqual(['carl', 'bob', 'ada'])
  })

  it('knows what on and off stand for, and the variant that it holds', async () => {
    const client = start()
    await world.request().answer(bulk({ 'new-checkout': false, cta: 'Buy' }))
    applyScenario(client, {
      version: 1,
      name: 'x',
      overrides: {
        'new-checkout': { variant: 'on' },
        cta: { variant: 'v-Buy' },
        a: { variant: 'b' },
      },
    })
    expect(client.peek('new-checkout', false)).toMatchObject({ value: true, variant: 'on' })
    expect(client.peek('cta', '')).toMatchObject({ value: 'Buy', variant: 'v-Buy' })
    expect(client.peek('a', 'mine')).toMatchObject({ value: 'mine', variant: 'b' })
  })

  const FORCED: Scenario = {
    version: 1,
    name: 'x',
    overrides: { gate: { variant: 'on' }, cta: { variant: 'v-Buy' }, text: { variant: 'on' } },
    context: { targetingKey: 'qa' },
  }
  const SERVED = { gate: false, cta: 'Buy', text: 'closed' }
  const read = (client: SluiceClient): unknown[] => [
    client.peek('gate', false).value,
    client.peek('cta', 'default').value,
    client.peek('text', 'default').value,
  ]

  it('opens a scenario before the first answer as it does with every later visit', async () => {
    const first = start()
    applyScenario(first, FORCED)
    expect(read(first)).toEqual([true, 'default', 'default'])
    await world.request().answer(bulk(SERVED))
    expect(read(first)).toEqual([true, 'Buy', 'default'])
    first.close()
    const second = start()
    applyScenario(second, FORCED)
    expect(read(second)).toEqual([true, 'Buy', 'default'])
    await world.request().answer(bulk(SERVED))
    expect(read(second)).toEqual([true, 'Buy', 'default'])
  })

  it('opens a scenario with another context on a page that has settled', async () => {
    const client = start()
    await world.request().answer(bulk(SERVED))
    applyScenario(client, FORCED)
    expect(read(client)).toEqual([true, 'default', 'default'])
    await world.request().answer(bulk(SERVED))
    expect(read(client)).toEqual([true, 'Buy', 'default'])
  })

  it('leaves alone what somebody forces after a scenario, and nothing is left of one taken back', async () => {
    const client = start()
    const undo = applyScenario(client, { ...FORCED, context: undefined } as never)
    client.removeOverride('gate')
    client.setOverride('cta', { value: 'mine', variant: 'v-Buy' })
    await world.request().answer(bulk(SERVED))
    expect(read(client)).toEqual([false, 'mine', 'default'])
    undo()
    void client.refresh()
    await world.request().answer(bulk({ ...SERVED, gate: true }, { version: 2 }))
    expect(client.overrides().size).toBe(0)
  })

  it('without a service opens a gate of which it holds nothing', () => {
    const client = createLocalClient({ scenario: FORCED })
    expect(read(client)).toEqual([true, 'default', 'default'])
  })

  it('saves what it forces, and the context only when asked to', () => {
    const client = start({ context: { targetingKey: 'ada', email: 'ada@acme.example' } })
    client.setOverride('a', { value: { b: 1 }, variant: 'x' })
    const saved = saveScenario(client, 'mine')
    expect(saved).toEqual({
      version: 1,
      name: 'mine',
      overrides: { a: { value: { b: 1 }, variant: 'x' } },
    })
    expect(parseScenario(formatScenario(saved))).toEqual(saved)
    expect(saveScenario(client, 'mine', { context: true }).context).toMatchObject({
      email: 'ada@acme.example',
    })
  })

  it('without a service shows how an application looks without one', async () => {
    const values = { 'new-checkout': false }
    const stale = createLocalClient({ values, scenario: SCENARIO })
    expect(stale.status()).toMatchObject({ state: 'stale', source: 'bootstrap' })
    expect(stale.peek('new-checkout', false).value).toBe(true)
    expect(stale.context()).toMatchObject({ country: 'NO' })

    const offline = createLocalClient({ values, status: 'offline' })
    expect(offline.peek('new-checkout', true)).toMatchObject({ errorCode: 'PROVIDER_NOT_READY' })
    expect(await offline.ready()).toMatchObject({ state: 'offline' })

    const starting = createLocalClient({ values, status: 'starting' })
    let isReady = false
    void starting.ready().then(() => (isReady = true))
    await Promise.resolve()
    expect(isReady).toBe(false)
    starting.update({ values })
    await starting.ready()
    expect(starting.peek('new-checkout', true)).toMatchObject({ value: false, reason: 'STATIC' })
  })
})
