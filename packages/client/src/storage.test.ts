import { describe, expect, it, vi } from 'vitest'
import { bulk, mapStorage } from '../test/fake-environment.ts'
import { startAsAda, world } from '../test/page.ts'
import type { StorageLike } from './index.ts'
import { isBroken, reportCrash } from './crashes.ts'

describe('a storage', () => {
  const full: StorageLike = {
    getItem: () => null,
    setItem() {
      throw new DOMException('full', 'QuotaExceededError')
    },
  }

  it('that is full leaves the page in memory', async () => {
    const onError = vi.fn<() => void>()
    const client = startAsAda({ environment: { ...world, storage: () => full }, onError })
    expect(client.status().storage).toBe('memory')
    await world.request().answer(bulk({ gate: true }))
    client.setOverride('other', { value: 1 })
    reportCrash(client, { flag: 'x', variant: 'y', error: 1 })
    expect(client.peek('gate', false).value).toBe(true)
    expect(client.peek('other', 0).value).toBe(1)
    expect(isBroken(client, 'x', 'y')).toBe(true)
    void client.setContext({ targetingKey: 'bob' })
    await world.request().answer(bulk({ gate: false }))
    void client.setContext({ targetingKey: 'ada' })
    expect(client.peek('gate', false)).toMatchObject({ value: true, reason: 'CACHED' })
  })

  it('that fills up later is left alone from then on', async () => {
    const map = new Map<string, string>()
    let writes = 0
    const cache: StorageLike = {
      ...mapStorage(map),
      setItem(key, value) {
        writes++
        if (value.length > 50) throw new DOMException('full', 'QuotaExceededError')
        map.set(key, value)
      },
    }
    const client = startAsAda({ cache })
    expect(client.status().storage).toBe('local')
    await world.request().answer(bulk({ gate: true }))
    expect(client.status().storage).toBe('memory')
    const before = writes
    void client.refresh()
    await world.request().answer(bulk({ gate: false }, { version: 2 }))
    expect(writes).toBe(before)
  })

  it.each([
    [
      'that may not be opened',
      () => {
        throw new DOMException('denied', 'SecurityError')
      },
    ],
    [
      'that throws with each call',
      () => ({
        getItem() {
          throw new Error('no')
        },
        setItem() {
          throw new Error('no')
        },
      }),
    ],
    ['that is not there', () => undefined as never],
    ['that an application’s web view has turned off', () => null as never],
  ])('%s leaves the page in memory', async (_, storage) => {
    const client = startAsAda({ environment: { ...world, storage } })
    expect(client.status().storage).toBe('memory')
    await world.request().answer(bulk({ gate: true }))
    expect(client.peek('gate', false).value).toBe(true)
  })

  it.each([
    ['local', 'local', [2, 0]],
    ['session', 'local', [0, 2]],
    ['memory', 'memory', [0, 0]],
  ] as const)('of kind %s is used as told', async (cache, storage, sizes) => {
    const client = startAsAda({ cache })
    await world.request().answer(bulk({ gate: true }))
    expect(client.status().storage).toBe(storage)
    expect([world.local.size, world.session.size]).toEqual(sizes)
  })
})
