import { grantLink } from '@sluice/client/grants'
import { scenarioLink } from '@sluice/client/scenarios'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { issue } from './support/grants.ts'
import { copyLink, openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

const ROUTE = '/cart?page=2'
const SCENARIO = {
  version: 1,
  name: 'From afar',
  overrides: { layout: { variant: 'on', value: true } },
} as const

type Made = 'madeFirst' | 'madeThen'

/** What routers of fragments have read on a page, each from the first on. */
const read = (page: Page, made: Made): Promise<readonly (readonly string[])[]> =>
  page.evaluate((name) => (window as never as Record<Made, string[][]>)[name], made)

const questionOn = (page: Page) => page.getByRole('group', { name: 'Something to open' })

it.each([
  ['/cart?page=2', 'with parameters of its own'],
  ['/cart', 'without parameters of its own'],
  ['', 'that is none yet'],
])('copies a link that opens the same route, and asks there: "%s", %s', async (route) => {
  const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] }
  await using sender = await stage.visit(`#${route}`, clipboard)
  const panel = await openPanel(sender.page)
  await panel.getByRole('switch', { name: 'layout' }).click()
  const link = await copyLink(sender.page, panel)

  await using receiver = await stage.visit(link.slice(stage.url.length))
  const { page, errors } = receiver
  // At once, and at no time another one.
  for (const routes of await read(page, 'madeThen'))
    expect(new Set(routes)).toEqual(new Set([route]))
  // Those that were made before the overlay was imported hear of it.
  await expect
    .poll(async () => (await read(page, 'madeFirst')).map((routes) => routes.at(-1)))
    .toEqual([route, route])
  await questionOn(page).getByText('1 override from a link').waitFor()
  expect(page.url()).toBe(`${stage.url}${route === '' ? '' : `#${route}`}`)
  await questionOn(page).getByRole('button', { name: 'Keep' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  for (const routes of await read(page, 'madeThen')) expect(routes.at(-1)).toBe(route)
  expect(errors).toEqual([])
})

it('takes a link that is opened later, or was written in another way, before a router reads it', async () => {
  await using visit = await stage.visit('#/')
  const { page, errors } = visit
  const payload = scenarioLink(SCENARIO, stage.url).split('#')[1] ?? ''
  for (const written of [`${ROUTE}&${payload}`, `/cart&${payload}`, `/cart#${payload}`]) {
    await page.evaluate((hash) => {
      location.hash = hash
    }, written)
    await questionOn(page).getByText('1 override from a link').waitFor()
    await questionOn(page).getByRole('button', { name: 'Discard' }).click()
    await questionOn(page).waitFor({ state: 'detached' })
    const route = written.replace(/[#&]sluice.*/, '')
    expect(page.url()).toBe(`${stage.url}#${route}`)
    // Those that were made before the overlay are asked first, and hear again.
    for (const routes of await read(page, 'madeFirst')) expect(routes.at(-1)).toBe(route)
    for (const routes of await read(page, 'madeThen')) {
      expect(routes.at(-1)).toBe(route)
      expect(routes.join(' ')).not.toContain('sluice')
    }
  }
  expect(errors).toEqual([])
})

it('asks again when the page is loaded again before anybody has answered, and then no more', async () => {
  const link = scenarioLink(SCENARIO, `${stage.url}#${ROUTE}`)
  await using visit = await stage.visit(link.slice(stage.url.length))
  const { page } = visit
  await questionOn(page).getByText('1 override from a link').waitFor()
  await page.reload()
  await questionOn(page).getByText('1 override from a link').waitFor()
  expect(page.url()).toBe(`${stage.url}#${ROUTE}`)
  await questionOn(page).getByRole('button', { name: 'Discard' }).click()
  await page.reload()
  await page.waitForLoadState('networkidle')
  await openPanel(page)
  expect(await questionOn(page).count()).toBe(0)
})

it('asks all the same where the browser keeps nothing, and cleans the address then', async () => {
  const link = scenarioLink(SCENARIO, `${stage.url}#${ROUTE}`)
  await using visit = await stage.visit()
  const { page } = visit
  await page.addInitScript(() => {
    Object.defineProperty(window, 'sessionStorage', {
      get() {
        throw new DOMException('Denied.', 'SecurityError')
      },
    })
  })
  await page.goto('about:blank')
  await page.goto(link)
  await questionOn(page).getByRole('button', { name: 'Keep' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  expect(page.url()).toBe(`${stage.url}#${ROUTE}`)
  for (const routes of await read(page, 'madeThen')) expect(routes.at(-1)).toBe(ROUTE)
})

it('takes a grant off the address as early', async () => {
  const { token } = await issue(stage, { layout: 'on' })
  const link = grantLink(token, `${stage.url}?grants#${ROUTE}`)
  await using visit = await stage.visit(link.slice(stage.url.length))
  const { page, errors } = visit
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  expect(page.url()).toBe(`${stage.url}?grants#${ROUTE}`)
  for (const routes of await read(page, 'madeThen'))
    expect(new Set(routes)).toEqual(new Set([ROUTE]))
  for (const routes of await read(page, 'madeFirst')) expect(routes.at(-1)).toBe(ROUTE)
  expect(errors).toEqual([])
})
