import { describe, expect, it, vi } from 'vitest'
import { bulk } from '../test/fake-environment.ts'
import { start, world } from '../test/page.ts'

describe('hearing of changes', () => {
  it('tells the readers of a changed flag and nobody else', async () => {
    const client = start()
    const all = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`flag-${i}`, i]))
    await world.request().answer(bulk(all))
    const calls = Object.keys(all).map((key) => {
      const listener = vi.fn<() => void>()
      client.subscribeFlag(key, listener)
      return listener
    })
    void client.refresh()
    await world.request().answer(bulk({ ...all, 'flag-500': -1 }, { version: 2 }))
    expect(calls.filter((call) => call.mock.calls.length > 0)).toEqual([calls[500]])
    expect(calls[500]).toHaveBeenCalledTimes(1)
    expect(client.peek('flag-500', 0).value).toBe(-1)
  })

  it('tells the readers of a flag that is forced anew once, and nobody else', async () => {
    const client = start()
    await world.request().answer(bulk({ gate: 1, theme: 2, other: 3 }))
    client.setOverride('theme', { value: 4 })
    client.setOverride('gate', { value: 5 })
    const calls: string[] = []
    for (const key of ['gate', 'theme', 'other']) client.subscribeFlag(key, () => calls.push(key))
    client.setOverride('gate', { value: 6 })
    expect(calls).toEqual(['gate'])
    client.clearOverrides()
    expect(calls.toSorted()).toEqual(['gate', 'gate', 'theme'])
  })

  it('keeps an equal value as the same object and tells nobody', async () => {
    const client = start()
    const listener = vi.fn<() => void>()
    const onStore = vi.fn<() => void>()
    const entry = {
      key: 'theme',
      variant: 'a',
      reason: 'SPLIT',
      metadata: { version: 1, ruleId: 'r' },
    }
    await world.request().answer(bulk([{ ...entry, value: { a: { b: 1, c: [1] } } }]))
    const before = client.peek('theme', {})
    client.subscribeFlag('theme', listener)
    client.store.subscribe((state, previous) => {
      if (state.flags !== previous.flags) onStore()
    })
    void client.refresh()
    await world.request().answer(
      bulk([{ ...entry, metadata: { ruleId: 'r', version: 1 }, value: { a: { c: [1], b: 1 } } }], {
        version: 2,
      }),
    )
    expect(client.peek('theme', {})).toBe(before)
    expect(listener).not.toHaveBeenCalled()
    expect(onStore).not.toHaveBeenCalled()
    expect(client.status().version).toBe(2)
  })

  it('tells a reader of a new reason, and keeps the value as it was', async () => {
    const client = start()
    const entry = { key: 'theme', variant: 'a', value: { a: 1 } }
    await world.request().answer(bulk([{ ...entry, reason: 'DEFAULT' }]))
    const listener = vi.fn<() => void>()
    const changes = vi.fn<() => void>()
    client.subscribeFlag('theme', listener)
    client.onChange(changes)
    const { value } = client.peek('theme', {})
    void client.refresh()
    await world.request().answer(bulk([{ ...entry, reason: 'TARGETING_MATCH' }], { version: 2 }))
    expect(client.peek('theme', {}).reason).toBe('TARGETING_MATCH')
    expect(client.peek('theme', {}).value).toBe(value)
    expect(listener).toHaveBeenCalledTimes(1)
    expect(changes).not.toHaveBeenCalled()
  })

  it('tells readers of unknown flags when the service has answered', async () => {
    const client = start()
    const listener = vi.fn<() => void>()
    client.subscribeFlag('nothing', listener)
    await world.request().answer(bulk({ gate: true }))
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('tells nobody who stopped listening', async () => {
    const client = start()
    const listener = vi.fn<() => void>()
    const stop = client.subscribeFlag('gate', listener)
    stop()
    stop()
    await world.request().answer(bulk({ gate: true }))
    expect(listener).not.toHaveBeenCalled()
  })

  it('forgets a flag that nobody listens to any more, and no other', async () => {
    const client = start()
    const { flags } = client.store.getState()
    const looksUp = vi.spyOn(flags as Map<string, never>, 'get')
    const stop = client.subscribeFlag('gone', () => {})
    stop()
    const heard = vi.fn<() => void>()
    client.subscribeFlag('gate', () => {})()
    client.subscribeFlag('gate', heard)
    stop()
    await world.request().answer(bulk({ gate: true }))
    expect(looksUp).not.toHaveBeenCalledWith('gone')
    expect(heard).toHaveBeenCalledTimes(1)
  })

  it('goes on telling who listens again, when a listener from before stops twice', async () => {
    const client = start()
    const stop = client.subscribeFlag('gate', () => {})
    stop()
    const heard = vi.fn<() => void>()
    client.subscribeFlag('gate', heard)
    stop()
    await world.request().answer(bulk({ gate: true }))
    expect(heard).toHaveBeenCalledTimes(1)
  })

  it('says which flags changed, from what and to what', async () => {
    const onChange = vi.fn<() => void>()
    const client = start({ onChange })
    await world.request().answer(bulk({ a: 1, b: 1, c: 1 }))
    onChange.mockClear()
    void client.refresh()
    await world.request().answer(bulk({ a: 1, b: 2, d: 1 }, { version: 2 }))
    expect(onChange.mock.calls).toMatchObject([
      [
        [
          { key: 'b', from: { value: 1 }, to: { value: 2 } },
          { key: 'c', from: { value: 1 }, to: undefined },
          { key: 'd', from: undefined, to: { value: 1 } },
        ],
      ],
    ])
  })

  it('lets no listener keep another from hearing', async () => {
    const faults: unknown[] = []
    const setTimer = vi.spyOn(globalThis, 'setTimeout')
    const client = start()
    const heard = vi.fn<() => void>()
    client.subscribeFlag('gate', () => {
      setTimer.mockImplementationOnce((callback) => {
        faults.push(callback)
        return 0
      })
      throw new Error('mine')
    })
    client.subscribeFlag('gate', heard)
    await world.request().answer(bulk({ gate: true }))
    setTimer.mockRestore()
    expect(heard).toHaveBeenCalledTimes(1)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toThrow('mine')
  })
})
