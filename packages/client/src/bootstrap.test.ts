import { describe, expect, it } from 'vitest'
import { bulk } from '../test/fake-environment.ts'
import { startAsAda, visit, world } from '../test/page.ts'

describe('a bootstrap', () => {
  const bootstrap = {
    flags: [{ key: 'gate', value: 'boot', variant: 'b', reason: 'SPLIT' }],
    version: 5,
    epoch: 'e1',
  }

  it('is what the first render shows, before the cache', async () => {
    await visit({ gate: 'cached' })
    const client = startAsAda({ bootstrap })
    expect(client.peek('gate', '')).toMatchObject({ value: 'boot', variant: 'b', reason: 'SPLIT' })
    expect(client.peek('other', '').errorCode).toBe('FLAG_NOT_FOUND')
    expect(client.status()).toMatchObject({ state: 'starting', source: 'bootstrap', version: 5 })
  })

  it('gives way to a higher version, not to a lower one', async () => {
    const client = startAsAda({ bootstrap })
    await world.request().answer(bulk({ gate: 'old' }, { version: 4 }))
    expect(client.peek('gate', '').value).toBe('boot')
    void client.refresh()
    await world.request().answer(bulk({ gate: 'new' }, { version: 6 }))
    expect(client.peek('gate', '').value).toBe('new')
  })

  it('with a version that is none pins nothing', async () => {
    const client = startAsAda({ bootstrap: { ...bootstrap, version: 'abc' as never } })
    await world.request().answer(bulk({ gate: 'new' }, { version: 6 }))
    expect(client.peek('gate', '').value).toBe('new')
  })

  it('is of the first context only', async () => {
    const client = startAsAda({ bootstrap })
    void client.setContext({ targetingKey: 'bob' })
    expect(client.peek('gate', '–').value).toBe('–')
    void client.setContext({ targetingKey: 'ada' })
    expect(client.peek('gate', '–').value).toBe('–')
  })

  it.each([null, 'text', {}, { flags: null }, { flags: 'x' }, { flags: [null, 5, { key: 7 }] }])(
    'of %j does no harm',
    (value) => {
      const client = startAsAda({ bootstrap: value as never })
      expect(client.peek('gate', '–').value).toBe('–')
    },
  )
})
