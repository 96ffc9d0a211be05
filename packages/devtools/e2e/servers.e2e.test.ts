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
  expect(await drawnFor(page)).toBe('New layout')
  await page.reload()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await openPanel(page)
  await panel.getByRole('button', { name: 'Reset all (1)' }).click()
  expect(await drawnFor(page)).toBe('Old layout')
  await panel.getByRole('button', { name: 'Undo' }).click()
  expect(await drawnFor(page)).toBe('New layout')
  await panel.getByRole('tab', { name: 'Settings' }).click()
  await panel.getByRole('combobox', { name: LIVE }).selectOption('tab')
  expect(await page.context().cookies()).toEqual([])
  expect(errors).toEqual([])
})

it('says so when it is too much for a cookie, and tells nothing by halves', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page, 'Settings')
  await panel.getByRole('combobox', { name: LIVE }).selectOption('servers')
  await panel.getByRole('tab', { name: 'Flags' }).click()
  await panel.getByRole('switch', { name: 'layout' }).click()
  expect(await drawnFor(page)).toBe('New layout')
  await panel.getByRole('button', { name: 'theme', exact: true }).click()
  const json = panel.getByRole('textbox', { name: 'Value of theme as JSON' })
  await json.fill(JSON.stringify({ colour: 'x'.repeat(5_000) }))
  await panel.getByRole('button', { name: 'Apply' }).click()
  await panel.getByText('2 overrides are too much for a cookie').waitFor()
  expect(await drawnFor(page)).toBe('Old layout')
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
})
