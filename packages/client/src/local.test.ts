import { compile } from '@sluice/core'
import { parseRuleset } from '@sluice/core/schema'
import { expect, it, vi } from 'vitest'
import { createLocalClient } from './local.ts'

const ruleset = compile(
  parseRuleset({
    schemaVersion: 1,
    attributes: { country: { type: 'string' } },
    flags: {
      duties: {
        rules: [
          {
            id: 'abroad',
            when: { attribute: 'country', op: 'in', values: ['NO'] },
            serve: { variant: 'on' },
          },
        ],
      },
      secret: { serverOnly: true },
      autumn: {
        rules: [
          { id: 'in-time', window: { startsAt: 1000, endsAt: 2000 }, serve: { variant: 'on' } },
        ],
      },
    },
  }).ruleset,
)

it('serves plain values at once, with the variant that a boolean has', async () => {
  const client = createLocalClient({ values: { gate: true, cta: 'Buy', off: false } })
  expect(client.peek('gate', false)).toMatchObject({
    value: true,
    variant: 'on',
    reason: 'STATIC',
  })
  expect(client.peek('off', true).variant).toBe('off')
  expect(client.peek('cta', '').value).toBe('Buy')
  expect(client.peek('other', 5)).toMatchObject({ value: 5, errorCode: 'FLAG_NOT_FOUND' })
  expect(await client.ready()).toMatchObject({ state: 'ready', source: 'bootstrap' })
})

it('evaluates a ruleset for the context, and again for the next', async () => {
  const client = createLocalClient({ ruleset, context: { targetingKey: 'a', country: 'DE' } })
  expect(client.peek('duties', false)).toMatchObject({ value: false, reason: 'DEFAULT' })
  await client.setContext({ targetingKey: 'b', country: 'NO' })
  expect(client.peek('duties', false)).toMatchObject({
    value: true,
    reason: 'TARGETING_MATCH',
    metadata: { ruleId: 'abroad' },
  })
})

it('knows no flag that is for servers alone', () => {
  expect(createLocalClient({ ruleset }).peek('secret', true).errorCode).toBe('FLAG_NOT_FOUND')
})

it('goes by the clock that it is given', () => {
  const client = createLocalClient({ ruleset, wallClock: () => 1500 })
  expect(client.peek('autumn', false).value).toBe(true)
})

it('prefers values to a bootstrap, and a bootstrap to a ruleset', () => {
  const client = createLocalClient({
    ruleset,
    context: { country: 'NO' },
    bootstrap: {
      flags: [
        { key: 'duties', value: false, reason: 'STATIC' },
        { key: 'b', value: 1 },
      ],
      version: 7,
    },
    values: { b: 2 },
  })
  expect(client.peek('duties', true).value).toBe(false)
  expect(client.peek('b', 0).value).toBe(2)
  expect(client.status().version).toBe(7)
})

it('holds in its initial state what a server renders', () => {
  const client = createLocalClient({ ruleset, context: { country: 'NO' }, values: { a: 1 } })
  const { flags } = client.store.getInitialState()
  expect(flags.get('duties')?.value).toBe(true)
  expect(flags.get('a')).toBe(client.store.getState().flags.get('a'))
})

it('begins with the context of the bootstrap', () => {
  const context = { targetingKey: 'u', anonymousKey: 'a' }
  const client = createLocalClient({ bootstrap: { flags: [], context } })
  expect(client.context()).toEqual(context)
})

it('takes other values as if a service had sent them', () => {
  const client = createLocalClient({ values: { gate: false, other: 1 } })
  const gate = vi.fn<() => void>()
  const other = vi.fn<() => void>()
  client.subscribeFlag('gate', gate)
  client.subscribeFlag('other', other)
  client.update({ values: { gate: true, other: 1 } })
  expect(client.peek('gate', false).value).toBe(true)
  expect([gate.mock.calls.length, other.mock.calls.length]).toEqual([1, 0])
})

it('asks no network and stores nothing', async () => {
  const fetched = vi.spyOn(globalThis, 'fetch')
  const client = createLocalClient({ values: { gate: true } })
  client.setOverride('gate', { value: false })
  await client.refresh()
  expect(fetched).not.toHaveBeenCalled()
  expect(createLocalClient({ values: { gate: true } }).peek('gate', false).value).toBe(true)
  fetched.mockRestore()
})

it('does nothing after close, and reads go on', async () => {
  const client = createLocalClient({ values: { gate: true } })
  client.close()
  client.update({ values: { gate: false } })
  expect(await client.ready()).toMatchObject({ state: 'closed' })
  expect(client.peek('gate', false).value).toBe(true)
})
