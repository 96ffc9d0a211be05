import { describe, expect, it, vi } from 'vitest'
import { bulk } from '../test/fake-environment.ts'
import { start, startAsAda, world } from '../test/page.ts'
import type { SluiceClient, SluiceClientOptions } from './index.ts'

const flag = (
  value: unknown,
  stability?: string,
  more: Readonly<Record<string, unknown>> = {},
): unknown => ({
  key: 'flag',
  value,
  variant: `v-${JSON.stringify(value)}`,
  reason: 'SPLIT',
  metadata: { ...(stability !== undefined && { stability }), ...more },
})

let version = 0
const answer = (...flags: unknown[]): Response =>
  bulk(flags, { version: ++version, etag: `"${version}"` })

async function showing(
  first: unknown,
  options: Partial<SluiceClientOptions> = {},
): Promise<SluiceClient> {
  const client = startAsAda(options)
  await world.request().answer(answer(first))
  return client
}

async function change(client: SluiceClient, ...flags: unknown[]): Promise<void> {
  void client.refresh()
  await world.request().answer(answer(...flags))
}

const value = (client: SluiceClient): unknown => client.peek('flag', null).value

describe('a value', () => {
  it('without a contract is shown at once', async () => {
    const client = await showing(flag('a'))
    await change(client, flag('b'))
    expect(value(client)).toBe('b')
    expect(client.status().pending).toEqual([])
  })

  it('for the session stays, and is said to be pending', async () => {
    const client = await showing(flag('a', 'session'))
    const listener = vi.fn<() => void>()
    client.subscribeFlag('flag', listener)
    await change(client, flag('b', 'session'))
    expect(client.peek('flag', '')).toMatchObject({ value: 'a', variant: 'v-"a"' })
    expect(client.status().pending).toEqual(['flag'])
    world.page('navigated')
    expect(value(client)).toBe('a')
    expect(listener).not.toHaveBeenCalled()
  })

  it('for the session is no longer pending when the old one comes back', async () => {
    const client = await showing(flag({ a: [1] }, 'session'))
    await change(client, flag({ a: [2] }, 'session'))
    expect(client.status().pending).toEqual(['flag'])
    await change(client, flag({ a: [1] }, 'session'))
    expect(client.status().pending).toEqual([])
  })

  it('until the next navigation comes with it', async () => {
    const client = await showing(flag('a', 'navigation'))
    await change(client, flag('b', 'navigation'))
    expect(value(client)).toBe('a')
    expect(client.status().pending).toEqual(['flag'])
    world.page('navigated')
    expect(value(client)).toBe('b')
    expect(client.status().pending).toEqual([])
  })

  it.each(['session', 'navigation'])('that pierces goes through a %s', async (stability) => {
    const client = await showing(flag('a', stability))
    await change(client, flag('off', stability, { pierce: true }))
    expect(value(client)).toBe('off')
    expect(client.status().pending).toEqual([])
  })

  it('that pierced is not held against what comes after it', async () => {
    const client = await showing(flag('a', 'session'))
    await change(client, flag('off', 'session', { pierce: true }))
    await change(client, flag('a', 'session'))
    expect(value(client)).toBe('a')
  })

  it('of a flag that is gone goes, whatever its contract', async () => {
    const client = await showing(flag('a', 'session'))
    await change(client)
    expect(client.peek('flag', 'default')).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' })
  })

  it('is free when its contract is taken away', async () => {
    const client = await showing(flag('a', 'session'))
    await change(client, flag('b'))
    expect(value(client)).toBe('b')
  })

  it('is not held against the first one: a default is nobody’s value', async () => {
    const client = await showing({
      key: 'flag',
      reason: 'DISABLED',
      metadata: { stability: 'session' },
    })
    await change(client, flag('b', 'session'))
    expect(value(client)).toBe('b')
  })
})

describe('a session', () => {
  it('goes on with the next page of its tab, which shows what this one did', async () => {
    const first = await showing(flag('a', 'session'))
    await change(first, flag('b', 'session'))
    first.close()
    const second = startAsAda()
    expect(value(second)).toBe('a')
    await world.request().answer(answer(flag('b', 'session')))
    expect(value(second)).toBe('a')
    expect(second.status().pending).toEqual(['flag'])
  })

  it('begins with what the cache gave, when there was no answer', async () => {
    const elsewhere = await showing(flag('a', 'session'))
    elsewhere.close()
    world.session.clear()
    world.serve(() => 'drop')
    const first = startAsAda()
    await first.ready()
    expect(value(first)).toBe('a')
    world.page('gone')
    first.close()
    // Another tab was online meanwhile.
    const tab = new Map(world.session)
    world.serve(undefined)
    world.session.clear()
    const other = await showing(flag('b', 'session'))
    other.close()
    world.session.clear()
    for (const [key, text] of tab) world.session.set(key, text)
    world.serve(() => 'drop')
    const second = startAsAda()
    expect(value(second)).toBe('a')
    await second.ready()
    expect(value(second)).toBe('a')
    expect(second.status().pending).toEqual(['flag'])
  })

  it('of another tab begins with the latest', async () => {
    const first = await showing(flag('a', 'session'))
    await change(first, flag('b', 'session'))
    world.session.clear()
    expect(value(startAsAda())).toBe('b')
  })

  it('goes on when the attributes of the person change', async () => {
    const client = await showing(flag('a', 'session'))
    void client.setContext({ targetingKey: 'ada', country: 'NO' })
    await world.request().answer(answer(flag('b', 'session')))
    expect(value(client)).toBe('a')
  })

  it('is over for somebody else, also on the next page', async () => {
    const client = await showing(flag('a', 'session'))
    void client.setContext({ targetingKey: 'bob' })
    expect(value(client)).toBe(null)
    await world.request().answer(answer(flag('b', 'session')))
    expect(value(client)).toBe('b')
    client.close()
    expect(value(startAsAda({ context: { targetingKey: 'cyd' } }))).toBe(null)
  })

  it('goes on on the next page for somebody who is known only after its start', async () => {
    const first = start()
    await world.request().answer(answer(flag('nobody', 'session')))
    void first.setContext({ targetingKey: 'ada' })
    await world.request().answer(answer(flag('a', 'session')))
    await change(first, flag('b', 'session'))
    first.close()
    const second = start()
    expect(value(second)).toBe('nobody')
    await world.request().answer(answer(flag('nobody', 'session')))
    const shown: unknown[] = []
    second.onExposure(({ units, variant }) => shown.push([units['targetingKey'], variant]))
    void second.setContext({ targetingKey: 'ada' })
    expect(value(second)).toBe('a')
    second.expose(second.peek('flag', null))
    await world.request().answer(answer(flag('b', 'session')))
    expect(value(second)).toBe('a')
    expect(second.status().pending).toEqual(['flag'])
    expect(shown).toEqual([['ada', 'v-"a"']])
  })

  it('goes on for somebody who comes back to the tab, and never for another', async () => {
    const client = await showing(flag('a', 'session'))
    await change(client, flag('b', 'session'))
    for (const targetingKey of ['bob', 'cyd']) {
      void client.setContext({ targetingKey })
      expect(value(client)).toBe(null)
      await world.request().answer(answer(flag('b', 'session')))
    }
    void client.setContext({ targetingKey: 'ada' })
    expect(value(client)).toBe('a')
    expect(client.status().pending).toEqual(['flag'])
  })

  it('goes on for each of two people with a client of their own on one page', async () => {
    const open = (): SluiceClient[] =>
      ['ada', 'bob'].map((targetingKey) => start({ context: { targetingKey } }))
    const first = open()
    for (const served of ['a', 'b'])
      for (const [index, client] of first.entries()) {
        if (served === 'b') void client.refresh()
        await world.requests
          .at(served === 'b' ? -1 : index)
          ?.answer(answer(flag(served, 'session')))
        expect(value(client)).toBe('a')
      }
    for (const client of first) client.close()
    expect(open().map(value)).toEqual(['a', 'a'])
  })

  const both = { targetingKey: 'ada', anonymousKey: 'browser' }
  it.each([{}, { context: { targetingKey: 'ada' } }, { context: both }])(
    'goes on where consent comes after the start, for %j',
    async (options) => {
      let chance = 0
      world.chance = () => (chance = (chance + 0.618_033_988_7) % 1)
      const first = start({ ...options, consent: 'unknown' })
      await world.request().answer(answer(flag('a', 'session')))
      first.setConsent('granted')
      first.close()
      // The next visit is served another one, in another tab.
      const tab = new Map(world.session)
      const elsewhere = start(options)
      await world.request().answer(answer(flag('b', 'session')))
      elsewhere.close()
      world.session.clear()
      for (const [key, text] of tab) world.session.set(key, text)
      const second = start({ ...options, consent: 'unknown' })
      expect(value(second)).toBe(null)
      second.setConsent('granted')
      expect(value(second)).toBe('a')
      await world.request().answer(answer(flag('b', 'session')))
      expect(value(second)).toBe('a')
      expect(second.status().pending).toEqual(['flag'])
    },
  )

  it('stays with what this page shows by the time consent comes, and the next page shows that', async () => {
    const first = await showing(flag('a', 'session'), { context: both })
    first.close()
    const late = { context: both, consent: 'unknown' } as const
    const second = start(late)
    await world.request().answer(answer(flag('b', 'session')))
    expect(value(second)).toBe('b')
    const { length } = world.requests
    second.setConsent('granted')
    expect(value(second)).toBe('b')
    expect(world.requests).toHaveLength(length)
    second.close()
    const third = start(late)
    third.setConsent('granted')
    expect(value(third)).toBe('b')
  })

  it('leaves nothing in the tab when the cache is memory', async () => {
    await showing(flag('a', 'session'), { cache: 'memory' })
    expect([...world.session.values()].join()).not.toContain('flag')
  })

  it('begins with what the page was drawn with', async () => {
    const first = await showing(flag('a', 'session'))
    first.close()
    const second = startAsAda({ bootstrap: { flags: [flag('drawn', 'session')] } })
    expect(value(second)).toBe('drawn')
    await world.request().answer(answer(flag('b', 'session')))
    expect(value(second)).toBe('drawn')
    expect(second.store.getInitialState().flags.get('flag')?.value).toBe('drawn')
  })

  it.each(['{bad', 'null', '[[],[],5,[{"key":1}]]', '[[],[],{},"x"]'])(
    'that holds %s begins anew',
    async (text) => {
      const first = await showing(flag('a', 'session'))
      first.close()
      for (const key of world.session.keys()) world.session.set(key, text)
      world.local.clear()
      expect(value(startAsAda())).toBe(null)
    },
  )
})
