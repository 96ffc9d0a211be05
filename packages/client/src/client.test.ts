import { describe, expect, it, vi } from 'vitest'
import { bulk } from '../test/fake-environment.ts'
import { start, world } from '../test/page.ts'
import { isBroken, reportCrash } from './crashes.ts'

describe('overrides', () => {
  it('force a value, are marked, and end', async () => {
    const client = start()
    await world.request().answer(bulk({ cta: 'Buy' }))
    const listener = vi.fn<() => void>()
    client.subscribeFlag('cta', listener)
    client.setOverride('cta', { value: 'Now', variant: 'urgent' })
    expect(client.peek('cta', '')).toMatchObject({
      value: 'Now',
      variant: 'urgent',
      reason: 'OVERRIDE',
      metadata: { override: true },
    })
    expect(client.overrides().get('cta')?.value).toBe('Now')
    client.removeOverride('cta')
    client.removeOverride('cta')
    expect(client.peek('cta', '').value).toBe('Buy')
    expect(listener).toHaveBeenCalledTimes(2)
  })

  it('live as long as the tab, and no longer', async () => {
    const first = start()
    first.setOverride('a', { value: { deep: [1] } })
    first.setOverride('b', { value: false, variant: 'off' })
    await world.advance(0)
    const second = start()
    expect(second.peek('a', {})).toMatchObject({ value: { deep: [1] }, reason: 'OVERRIDE' })
    expect(second.peek('b', true)).toMatchObject({ value: false, variant: 'off' })
    second.clearOverrides()
    expect(second.overrides().size).toBe(0)
    await world.advance(0)
    expect(start().peek('a', {}).reason).toBe('ERROR')
    first.setOverride('a', { value: 1 })
    await world.advance(0)
    world.session.clear()
    expect(start().overrides().size).toBe(0)
  })

  it('do not touch a flag that may not be overridden', async () => {
    const client = start()
    client.setOverride('locked', { value: true })
    expect(client.peek('locked', false).value).toBe(true)
    await world
      .request()
      .answer(
        bulk([{ key: 'locked', value: false, reason: 'STATIC', metadata: { overridable: false } }]),
      )
    expect(client.peek('locked', true)).toMatchObject({ value: false, reason: 'STATIC' })
  })

  it('of the wrong type serve the default', () => {
    const client = start()
    client.setOverride('gate', { value: 'yes' })
    expect(client.peek('gate', false)).toMatchObject({ value: false, errorCode: 'TYPE_MISMATCH' })
  })

  it.each(['{bad', '"text"', 'null', '[]', '[null,null]', '[[{"key":5}],[{}]]', '{"a":1}'])(
    'survive a session storage that holds %s',
    async (text) => {
      start().setOverride('a', { value: 1 })
      await world.advance(0)
      for (const key of world.session.keys()) world.session.set(key, text)
      const client = start()
      expect(client.overrides().size).toBe(0)
      client.setOverride('a', { value: 2 })
      await world.advance(0)
      expect(start().peek('a', 0).value).toBe(2)
    },
  )

  it('of one task are written once, after the page has shown them', async () => {
    const client = start()
    const written = vi.spyOn(world.session, 'set')
    for (let i = 0; i < 20; i++) client.setOverride(`flag-${i}`, { value: i })
    await world.settle()
    expect(written).not.toHaveBeenCalled()
    await world.advance(0)
    expect(written).toHaveBeenCalledTimes(1)
    expect(start().overrides().size).toBe(20)
  })

  it('are written before the page goes, and before another client takes its place', async () => {
    const client = start()
    await world.settle()
    client.setOverride('a', { value: 1 })
    world.page('gone')
    expect(start().peek('a', 0).value).toBe(1)
    client.setOverride('a', { value: 2 })
    client.close()
    expect(start().peek('a', 0).value).toBe(2)
  })
})

describe('crashed treatments', () => {
  it('are broken for the session and reported', async () => {
    const onError = vi.fn<() => void>()
    const client = start({ onError })
    const error = new Error('boom')
    expect(isBroken(client, 'cta', 'urgent')).toBe(false)
    reportCrash(client, { flag: 'cta', variant: 'urgent', error })
    expect(isBroken(client, 'cta', 'urgent')).toBe(true)
    expect(isBroken(client, 'cta', 'control')).toBe(false)
    expect(isBroken(client, 'cta', undefined)).toBe(false)
    expect(onError.mock.calls).toMatchObject([[{ code: 'TREATMENT_CRASHED', cause: error }]])
    await world.advance(0)
    expect(isBroken(start(), 'cta', 'urgent')).toBe(true)
    world.session.clear()
    expect(isBroken(start(), 'cta', 'urgent')).toBe(false)
  })
})

describe('closing', () => {
  it('leaves no timer, stream, request or listener, and later calls are safe', async () => {
    const client = start()
    const listener = vi.fn<() => void>()
    client.subscribeFlag('gate', listener)
    await world
      .request()
      .answer(bulk({ gate: true }, { stream: { type: 'sse', url: 'http://flags.test/e' } }))
    void client.refresh()
    listener.mockClear()
    client.close()
    expect(world.timers()).toBe(0)
    expect(world.watchers()).toBe(0)
    expect(world.stream().isClosed).toBe(true)
    expect(world.request().signal.aborted).toBe(true)
    expect(client.status()).toMatchObject({ state: 'closed', stream: 'closed' })

    await world.settle()
    client.close()
    client.setOverride('gate', { value: false })
    reportCrash(client, { flag: 'gate', variant: 'on', error: 1 })
    expect(await client.setContext({ targetingKey: 'b' })).toMatchObject({ state: 'closed' })
    expect(await client.reset()).toMatchObject({ state: 'closed' })
    expect(await client.refresh()).toMatchObject({ state: 'closed' })
    expect(await client.ready()).toMatchObject({ state: 'closed' })
    await world.advance(10 * 60_000)
    expect(listener).not.toHaveBeenCalled()
    expect(world.requests).toHaveLength(2)
    expect(world.timers()).toBe(0)
  })

  it('leaves the storage and the values as they are', async () => {
    const client = start()
    await world.request().answer(bulk({ gate: true }))
    client.setOverride('other', { value: 1 })
    await world.advance(0)
    const stored = JSON.stringify([[...world.local], [...world.session]])
    client.close()
    client.setOverride('gate', { value: false })
    client.clearOverrides()
    await client.reset()
    reportCrash(client, { flag: 'gate', variant: 'on', error: 1 })
    await world.advance(0)
    expect(JSON.stringify([[...world.local], [...world.session]])).toBe(stored)
    expect(client.peek('gate', false).value).toBe(true)
    expect(client.peek('other', 0).value).toBe(1)
  })

  it('settles whoever waits', async () => {
    const client = start()
    const ready = client.ready()
    client.close()
    expect(await ready).toMatchObject({ state: 'closed' })
  })
})
