import { createLocalClient } from '@sluice/client/local'
import { beforeEach, expect, it } from 'vitest'
import { asIfBefore, asIfNow, lookAs, lookAsYourself } from './as-if.ts'

const ada = { targetingKey: 'ada', country: 'DE', email: 'ada@acme.example' }
let client: ReturnType<typeof createLocalClient>
beforeEach(() => {
  client = createLocalClient({ values: {}, context: ada })
  return () => lookAsYourself(client)
})

it('looks as somebody else, and back', () => {
  expect(lookAs(client, 'Bob', { targetingKey: 'bob', country: 'NO' })).toBe(true)
  expect(client.context()).toMatchObject({ targetingKey: 'bob', country: 'NO' })
  expect(client.context()).not.toHaveProperty('email')
  expect(asIfNow(client)?.name).toBe('Bob')
  lookAsYourself(client)
  expect(client.context()).toMatchObject(ada)
  expect([asIfNow(client), asIfBefore()]).toEqual([undefined, undefined])
})

it('goes back to the own context from the second person as well', () => {
  lookAs(client, 'Bob', { targetingKey: 'bob' })
  lookAs(client, 'Cleo', { targetingKey: 'cleo' })
  lookAsYourself(client)
  expect(client.context()).toMatchObject(ada)
})

it('is over when the page signs somebody in, and then back is not to before that', () => {
  lookAs(client, 'Bob', { targetingKey: 'bob', country: 'NO' })
  void client.setContext({ targetingKey: 'salt-and-rye', country: 'NO' })
  expect(asIfNow(client)).toBeUndefined()
  expect(asIfBefore()).toBe('Bob')
  lookAsYourself(client)
  expect(client.context()).toMatchObject({ targetingKey: 'salt-and-rye', country: 'NO' })
  // Whoever is looked as then goes back to whom the page has set.
  lookAs(client, 'Cleo', { targetingKey: 'cleo' })
  expect(asIfBefore()).toBeUndefined()
  lookAsYourself(client)
  expect(client.context()).toMatchObject({ targetingKey: 'salt-and-rye' })
})

it('goes on when the page adds something, which stays afterwards', () => {
  lookAs(client, 'Bob', { targetingKey: 'bob', country: 'NO' })
  void client.setContext({ ...client.context(), cart: 3 })
  expect(asIfNow(client)?.name).toBe('Bob')
  lookAsYourself(client)
  expect(client.context()).toMatchObject({ ...ada, cart: 3 })
})

it('is nobody else with the same context', () => {
  expect(lookAs(client, 'Me', ada)).toBe(false)
  expect(asIfNow(client)).toBeUndefined()
})
