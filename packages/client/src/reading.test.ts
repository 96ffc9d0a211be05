import { describe, expect, it, vi } from 'vitest'
import { bulk } from '../test/fake-environment.ts'
import { start, world } from '../test/page.ts'
import { insideOf } from './inside.ts'

describe('reading', () => {
  it('serves the default until the service has answered, and says so', () => {
    const client = start()
    expect(client.peek('gate', false)).toMatchObject({
      key: 'gate',
      value: false,
      reason: 'ERROR',
      errorCode: 'PROVIDER_NOT_READY',
    })
    expect(client.status()).toMatchObject({ state: 'starting', source: 'default' })
  })

  it('serves what the service answered', async () => {
    const client = start()
    await world.request().answer(bulk({ gate: true }, { version: 7 }))
    expect(client.peek('gate', false)).toMatchObject({
      value: true,
      variant: 'v-true',
      reason: 'SPLIT',
    })
    expect(client.status()).toMatchObject({
      state: 'ready',
      source: 'network',
      version: 7,
      epoch: 'e1',
      fetchedAt: world.wallClock(),
      error: undefined,
    })
  })

  it('gives the same object for the same answer', async () => {
    const client = start()
    const fallback = { a: 1 }
    const before = client.peek('gate', false)
    expect(client.peek('gate', false)).toBe(before)
    expect(client.peek('gate', true)).not.toBe(before)
    expect(client.peek('other', fallback)).toBe(client.peek('other', fallback))
    await world.request().answer(bulk({ gate: true, text: 'a' }))
    expect(client.peek('gate', false)).toBe(client.peek('gate', true))
    expect(client.peek('text', 5)).toBe(client.peek('text', 5))
    expect(client.peek('text', 5)).not.toBe(client.peek('text', '5'))
    expect(client.peek('other', fallback)).toBe(client.peek('other', fallback))
  })

  it('serves the default for a flag that the service does not know', async () => {
    const client = start()
    await world.request().answer(bulk({ gate: true }))
    expect(client.peek('nothing', 'x')).toMatchObject({
      key: 'nothing',
      value: 'x',
      reason: 'ERROR',
      errorCode: 'FLAG_NOT_FOUND',
    })
  })

  it.each([
    [true, 'x'],
    ['x', 1],
    [1, true],
    [{ a: 1 }, [1]],
    [[1], { a: 1 }],
    [{ a: 1 }, 'x'],
  ])('serves the default when %j is served where %j is expected', async (value, fallback) => {
    const client = start()
    await world.request().answer(bulk({ flag: value }))
    expect(client.peek('flag', fallback)).toMatchObject({
      value: fallback,
      reason: 'ERROR',
      errorCode: 'TYPE_MISMATCH',
    })
  })

  it.each([true, 'x', 1, { a: 1 }, [1]])('serves %j where null is expected', async (value) => {
    const client = start()
    await world.request().answer(bulk({ flag: value }))
    expect(client.peek('flag', null).value).toEqual(value)
  })

  it('serves the default with the reason of the service when a flag has no value', async () => {
    const client = start()
    await world.request().answer(bulk([{ key: 'off', reason: 'DISABLED' }]))
    const details = client.peek('off', 'mine')
    expect(details).toMatchObject({ value: 'mine', reason: 'DISABLED' })
    expect(details.errorCode).toBeUndefined()
  })

  it('treats keys that name parts of every object as plain keys', async () => {
    const client = start()
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])
      expect(client.peek(key, false).value).toBe(false)
    await world.request().answer(
      bulk([
        { key: '__proto__', value: { polluted: true }, reason: 'STATIC' },
        { key: 'toString', value: true, reason: 'STATIC', metadata: { __proto__: 'x' } },
      ]),
    )
    expect(client.peek('toString', false).value).toBe(true)
    expect(client.peek('constructor', false).value).toBe(false)
    expect(client.peek('__proto__', {}).value).toEqual({ polluted: true })
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('keeps no more flags than a page can use when it makes up keys, and those that somebody listens to', async () => {
    const client = start()
    const heard = vi.fn<() => void>()
    client.subscribeFlag('gate', heard)
    for (let i = 0; i <= 10_000; i++) client.peek(`made up ${i}`, false)
    await world.request().answer(bulk({ gate: true }))
    expect([...(insideOf(client)?.reads() ?? [])]).toEqual(['gate'])
    expect(heard).toHaveBeenCalledTimes(1)
  })

  it('keeps no more answers than a page can use when it makes up defaults', () => {
    const client = start()
    const first = client.peek('gate', 'default 0')
    for (let i = 1; i <= 10_000; i++) client.peek('gate', `default ${i}`)
    expect(client.peek('gate', 'default 0')).not.toBe(first)
  })
})
