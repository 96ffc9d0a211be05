import { createLocalClient } from '@sluice/client/local'
import { createSluiceNode } from '@sluice/node'
import { readOverrides, withOverrides } from '@sluice/node/overrides'
import { Gate, SluiceProvider } from '@sluice/react'
import { evaluateFlags } from '@sluice/react/server'
import type { Page } from 'playwright-core'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

const LIVE = 'Overrides live'

/** What keeps is in a part of its own, which may come late. */
const SOON = { timeout: 10_000 }

/** Draws the gate as a server does that is asked by this browser. */
async function drawnFor(page: Page): Promise<string> {
  const cookies = (await page.context().cookies(stage.url))
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ')
  const node = createSluiceNode({ url: stage.service.url, serverKey: 'sluice_server_demo' })
  await node.ready()
  const context = { targetingKey: 'ada', country: 'DE' }
  const flags = evaluateFlags(withOverrides(node, readOverrides(cookies)), context)
  node.close()
  const html = renderToString(
    createElement(
      SluiceProvider,
      { client: createLocalClient({ bootstrap: flags.bootstrap }) },
      createElement(Gate, { flag: 'layout', fallback: 'Old layout' }, 'New layout'),
    ),
  )
  return html.replaceAll(/<!--.*?-->/g, '')
}

/** What the browser keeps as forced. */
const kept = (page: Page): Promise<string> =>
  page.evaluate(() => localStorage.getItem('sluice.devtools.overrides') ?? '')

it('tells servers what is forced, where that is wished, until it is reset', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page)
  await panel.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  // Nobody was asked, so nobody is told.
  expect(await page.context().cookies()).toEqual([])
  expect(await drawnFor(page)).toBe('Old layout')

  await panel.getByRole('tab', { name: 'Settings' }).click()
  await panel.getByRole('combobox', { name: LIVE }).selectOption('servers')
  await panel.getByText('Settings are kept in this browser.').waitFor()
  await expect.poll(() => drawnFor(page), SOON).toBe('New layout')
  await page.reload()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await openPanel(page)
  await panel.getByRole('button', { name: 'Reset all (1)' }).click()
  await expect.poll(() => drawnFor(page), SOON).toBe('Old layout')
  await panel.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => drawnFor(page), SOON).toBe('New layout')
  await panel.getByRole('tab', { name: 'Settings' }).click()
  await panel.getByRole('combobox', { name: LIVE }).selectOption('tab')
  await expect.poll(() => page.context().cookies(), SOON).toEqual([])
  expect(errors).toEqual([])
})

it('says so when it is too much for a cookie, and tells nothing by halves', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page, 'Settings')
  await panel.getByRole('combobox', { name: LIVE }).selectOption('servers')
  await panel.getByText('Settings are kept in this browser.').waitFor()
  await panel.getByRole('tab', { name: 'Flags' }).click()
  await panel.getByRole('switch', { name: 'layout' }).click()
  await expect.poll(() => drawnFor(page), SOON).toBe('New layout')
  await panel.getByRole('button', { name: 'theme', exact: true }).click()
  const json = panel.getByRole('textbox', { name: 'Value of theme as JSON' })
  await json.fill(JSON.stringify({ colour: 'x'.repeat(5_000) }))
  await panel.getByRole('button', { name: 'Apply' }).click()
  await panel.getByText('2 overrides are too much for a cookie').waitFor()
  await expect.poll(() => drawnFor(page), SOON).toBe('Old layout')
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
})

it('keeps what each of two tabs forces, for servers too, until that tab resets it', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page, 'Settings')
  await panel.getByRole('combobox', { name: LIVE }).selectOption('servers')
  await panel.getByText('Settings are kept in this browser.').waitFor()
  await panel.getByRole('tab', { name: 'Flags' }).click()
  const other = await page.context().newPage()
  await other.goto(stage.url)
  const beside = await openPanel(other)

  await panel.getByRole('switch', { name: 'layout' }).click()
  await beside.getByRole('combobox', { name: 'cta' }).selectOption('warm')
  await other.locator('#case', { hasText: 'warm case' }).waitFor()
  await expect.poll(() => drawnFor(page), SOON).toBe('New layout')
  await expect.poll(() => kept(page), SOON).toContain('warm')
  const third = await page.context().newPage()
  await third.goto(stage.url)
  await third.locator('#layout', { hasText: 'New layout' }).waitFor()
  await third.locator('#case', { hasText: 'warm case' }).waitFor()

  await beside.getByRole('button', { name: 'Reset all (1)' }).click()
  await expect.poll(() => kept(page), SOON).not.toContain('warm')
  expect(await drawnFor(page)).toBe('New layout')
  const fourth = await page.context().newPage()
  await fourth.goto(stage.url)
  await fourth.locator('#layout', { hasText: 'New layout' }).waitFor()
  await fourth.locator('#case', { hasText: 'plain case' }).waitFor()
  expect(errors).toEqual([])
})

it('says on a page that may set no cookie that servers are told of nothing, and goes on', async () => {
  await using context = await stage.browser.newContext()
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  // As a preview has it: no origin of its own, so scripts are of another one.
  await page.route(`${stage.url}**`, async (route) => {
    const answer = await route.fetch()
    const headers = {
      ...answer.headers(),
      'access-control-allow-origin': '*',
      'content-security-policy': 'sandbox allow-scripts',
    }
    await route.fulfill({ response: answer, headers })
  })
  const forces = encodeURIComponent(JSON.stringify({ layout: { value: true } }))
  await page.goto(`${stage.url}?forces=${forces}`)
  const panel = await openPanel(page, 'Settings')
  await panel.getByRole('combobox', { name: LIVE }).selectOption('servers')
  const untold = 'This page may not set cookies: servers are told of nothing.'
  await panel.getByText(untold).waitFor()
  await panel.getByRole('tab', { name: 'Flags' }).click()
  await panel.getByRole('button', { name: 'Reset layout' }).click()
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  const kept = 'This browser keeps nothing for the page.'
  await panel.getByText(`layout is the service's again. ${kept} ${untold}`).waitFor()
  expect(errors).toEqual([])
})
