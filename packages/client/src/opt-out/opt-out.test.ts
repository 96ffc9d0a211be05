import { expect, it } from 'vitest'
import { bulk } from '../../test/fake-environment.ts'
import { world } from '../../test/page.ts'
import { createSluiceClient } from '../create-client.ts'
import { readOptOut, withOptOut, type OptOutCookies } from '../opt-out.ts'

/** The cookies of one browser. */
function jar(text = ''): OptOutCookies & { text: string; written: string[] } {
  const cookies = {
    text,
    written: [] as string[],
    read: () => cookies.text,
    write(cookie: string) {
      cookies.written.push(cookie)
      const [pair = ''] = cookie.split(';')
      cookies.text = cookie.includes('max-age=0') ? '' : `theme=dark; ${pair}`
    },
  }
  return cookies
}

const serving = { events: false, url: 'http://flags.test', clientKey: 'sluice_client_x' }
const start = (cookies: OptOutCookies, more: object = {}) =>
  withOptOut(createSluiceClient, { ...serving, environment: world, ...more }, cookies)
const asked = (): Record<string, unknown> => world.request().context as Record<string, unknown>

it('asks for the default of every experiment from then on, and says so in a cookie', async () => {
  const cookies = jar()
  const client = start(cookies, { context: { targetingKey: 'ada', country: 'DE' } })
  await world.request().answer(bulk({ cta: 'urgent' }))
  expect([client.hasOptedOut(), asked()['experimentsOptOut']]).toEqual([false, undefined])

  const settled = client.setOptOut(true)
  expect(asked()).toMatchObject({ targetingKey: 'ada', country: 'DE', experimentsOptOut: true })
  await world.request().answer(bulk({ cta: 'plain' }))
  await settled
  expect(client.hasOptedOut()).toBe(true)
  expect(client.peek('cta', '').value).toBe('plain')
  expect(cookies.written).toEqual(['sluice-opt-out=1; max-age=31536000; path=/; samesite=lax'])

  void client.setOptOut(false)
  expect(client.context()).toMatchObject({ targetingKey: 'ada', country: 'DE' })
  expect(client.context()).not.toHaveProperty('experimentsOptOut')
  expect(readOptOut(cookies.text)).toBe(false)
  client.close()
})

it('remembers it on the next page, from the first request on', () => {
  const client = start(jar('theme=dark; sluice-opt-out=1'), { context: { country: 'DE' } })
  expect(asked()).toMatchObject({ country: 'DE', experimentsOptOut: true })
  expect(client.hasOptedOut()).toBe(true)
  client.close()
})

it('holds through signing in and out', () => {
  const client = start(jar())
  void client.setOptOut(true)
  const before = client.context().anonymousKey
  void client.setContext({ targetingKey: 'ada' })
  expect(asked()).toMatchObject({ targetingKey: 'ada', experimentsOptOut: true })
  world.chance = () => 0.25
  void client.reset()
  expect(asked()['experimentsOptOut']).toBe(true)
  expect([before, 'ada']).not.toContain(client.context().targetingKey)
  client.close()
})

it('takes a context that says it itself at its word', () => {
  const client = start(jar('sluice-opt-out=1'), { context: { experimentsOptOut: false } })
  expect(client.hasOptedOut()).toBe(false)
  void client.setContext({ targetingKey: 'ada', experimentsOptOut: true })
  expect(client.hasOptedOut()).toBe(true)
  client.close()
})

it('writes no cookie without consent, and takes it away with a denial', () => {
  const cookies = jar()
  const client = start(cookies, { consent: 'unknown' })
  void client.setOptOut(true)
  expect([client.hasOptedOut(), cookies.written]).toEqual([true, []])
  client.setConsent('granted')
  expect(readOptOut(cookies.text)).toBe(true)
  client.setConsent('denied')
  expect([client.hasOptedOut(), readOptOut(cookies.text)]).toEqual([true, false])
  client.close()
})

it.each([
  [undefined, false],
  ['', false],
  ['sluice-opt-out=1', true],
  ['a=b; sluice-opt-out=1;c=d', true],
  ['sluice-opt-out=0', false],
  ['not-sluice-opt-out=1', false],
])('reads %j of a request as %j', (cookies, isOut) => {
  expect(readOptOut(cookies)).toBe(isOut)
})
