import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CLIENT, openProvider, type TestProvider } from './support/provider.ts'
import { axeFindings, openStage, type Stage } from './support/stage.ts'

let provider: TestProvider
let stage: Stage
beforeAll(async () => {
  provider = await openProvider()
  const openId = { issuer: provider.issuer, name: 'The mill', ...CLIENT }
  stage = await openStage(undefined, { openId })
  provider.serve(`${stage.service.url}/v1/session/openid/callback`)
  for (const name of ['Ada@shop.example', 'ben@shop.example']) {
    await stage.admin('POST', '/v1/members', { name, role: 'editor' })
  }
}, 120_000)
afterAll(async () => {
  await stage[Symbol.asyncDispose]()
  await provider[Symbol.asyncDispose]()
})

/** Presses the button of the console, and everything that the provider asks for. */
async function signInAs(page: Page, account: string): Promise<void> {
  await page.getByRole('link', { name: 'Sign in with The mill' }).click()
  await page.locator('input[name=login]').fill(account)
  await page.locator('input[name=password]').fill('any')
  await page.locator('button[type=submit]').click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

it('lets in who was invited, by an account that they have elsewhere', async () => {
  await using visit = await stage.visit('/sign-in')
  const { page, errors } = visit
  await page.getByRole('link', { name: 'Sign in with The mill' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await signInAs(page, 'ada')
  await page.getByRole('heading', { level: 1, name: 'Flags' }).waitFor()
  expect(await page.locator('.who').textContent()).toBe('Ada@shop.example editor')
  expect(new URL(page.url()).origin).toBe(stage.service.url)
  const cookies = await page.context().cookies(`${stage.service.url}/v1/session/openid`)
  // Cookies know no ports, so those of the provider are there too.
  const own = cookies.filter(({ name }) => name.startsWith('sluice'))
  expect(own.map(({ name, sameSite }) => [name, sameSite])).toEqual([['sluice_session', 'Strict']])
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(errors).toEqual([])
})

it('goes to the link that somebody had, and says so too where it did not work', async () => {
  const link = '/environments/development/flags/banner?tab=exposures'
  await using visit = await stage.visit(link)
  const { page, errors } = visit
  await signInAs(page, 'ada')
  await page.getByRole('heading', { level: 1 }).filter({ hasNotText: 'Sign in' }).waitFor()
  expect(page.url()).toBe(`${stage.service.url}${link}`)
  const cookies = await page.context().cookies(`${stage.service.url}/v1/session/openid`)
  const left = cookies.filter(({ name }) => name.startsWith('sluice'))
  expect(left.map(({ name }) => name)).toEqual(['sluice_session'])
  expect(errors).toEqual([])
  const headers = { cookie: `sluice_openid_next=${encodeURIComponent(link)}` }
  const refused = await fetch(`${stage.service.url}/v1/session/openid/callback?code=x`, {
    redirect: 'manual',
    headers,
  })
  expect(refused.headers.get('location')).toBe(
    `/sign-in?refused=failed&next=${encodeURIComponent(link)}`,
  )
})

it.each(['//evil.example', '/\\evil.example', '/\t/evil.example', 'https://evil.example'])(
  'keeps no way to another site (%j)',
  async (next) => {
    const begin = new URL('/v1/session/openid', stage.service.url)
    begin.searchParams.set('next', next)
    const answer = await fetch(begin, { redirect: 'manual' })
    expect([answer.status, answer.headers.getSetCookie().length]).toEqual([302, 1])
    const headers = { cookie: `sluice_openid_next=${encodeURIComponent(next)}` }
    const callback = `${stage.service.url}/v1/session/openid/callback?code=x`
    const back = await fetch(callback, { redirect: 'manual', headers })
    expect(back.headers.get('location')).toBe('/sign-in?refused=failed')
  },
)

it.each([
  ['was not invited', 'eve'],
  ['has an address that nobody verified', 'mallory'],
  ['has the address of a member, and another account', 'ada-the-second'],
])('lets nobody in who %s', async (_who, account) => {
  await using visit = await stage.visit('/sign-in')
  const { page } = visit
  await signInAs(page, account)
  await page.getByRole('alert').waitFor()
  expect(new URL(page.url()).pathname).toBe('/sign-in')
  expect(await axeFindings(page)).toEqual([])
  expect((await page.request.get(`${stage.service.url}/v1/session`)).status()).toBe(401)
})

it('asks with PKCE, a state and a nonce, each time others', async () => {
  const begin = async (): Promise<URLSearchParams> => {
    const answer = await fetch(`${stage.service.url}/v1/session/openid`, { redirect: 'manual' })
    expect(answer.headers.get('set-cookie')).toMatch(
      /^sluice_openid=[\w-]{300,900}; Path=\/v1\/session\/openid; Max-Age=600; HttpOnly; SameSite=Lax$/,
    )
    return new URL(answer.headers.get('location') ?? '').searchParams
  }
  const [first, second] = [await begin(), await begin()]
  expect(first.get('code_challenge_method')).toBe('S256')
  for (const name of ['code_challenge', 'state', 'nonce']) {
    expect(first.get(name)).toMatch(/^\S{43}$/)
    expect(first.get(name)).not.toBe(second.get(name))
  }
})

it('takes no answer that it did not ask for, and none twice', async () => {
  const callback = `${stage.service.url}/v1/session/openid/callback`
  const answer = await fetch(`${callback}?code=x&state=y`, { redirect: 'manual' })
  expect(answer.headers.get('location')).toBe('/sign-in?refused=failed')
  await using visit = await stage.visit('/sign-in')
  const { page } = visit
  const back = page.waitForRequest((request) => request.url().startsWith(callback))
  await signInAs(page, 'ada')
  const url = (await back).url()
  await page.getByRole('heading', { level: 1, name: 'Flags' }).waitFor()
  const again = await page.request.get(url, { maxRedirects: 0 })
  expect(again.headers()['location']).toBe('/sign-in?refused=failed')
})

it('lets in who began before a great many strangers did', async () => {
  await using visit = await stage.visit('/sign-in')
  const { page } = visit
  await page.getByRole('link', { name: 'Sign in with The mill' }).click()
  await page.locator('input[name=login]').fill('ada')
  const begin = `${stage.service.url}/v1/session/openid`
  for (let count = 0; count < 1_001; count++)
    await (await fetch(begin, { redirect: 'manual' })).arrayBuffer()
  await page.locator('input[name=password]').fill('any')
  await page.locator('button[type=submit]').click()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { level: 1, name: 'Flags' }).waitFor()
  expect(await page.locator('.who').textContent()).toBe('Ada@shop.example editor')
})

it('says what works when the provider is gone', async () => {
  const openId = { issuer: 'http://127.0.0.1:9', name: 'Nobody', ...CLIENT }
  await using other = await openStage(undefined, { openId })
  const answer = await fetch(`${other.service.url}/v1/session/openid`, { redirect: 'manual' })
  expect(answer.status).toBe(503)
  expect(await answer.json()).toMatchObject({
    code: 'OPENID_UNAVAILABLE',
    detail: expect.stringContaining('sign in with a password'),
  })
})
