import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { sluice } from './support/command.ts'
import { Demo } from './support/demo.ts'
import { openBrowser, visit } from './support/visit.ts'

const PATIENCE_MS = 90_000

let demo: Demo

beforeEach(async () => {
  demo = await Demo.prepare()
})

afterEach(() => demo[Symbol.asyncDispose]())

/** Signs in to the console with the token of the demo. */
async function signIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Use a token instead' }).click()
  await page.getByLabel('Token').fill('sluice_admin_demo')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

async function press(page: Page, button: string, reason?: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click()
  const dialog = page.getByRole('dialog')
  if (reason !== undefined) await dialog.getByRole('textbox').fill(reason)
  await dialog.getByRole('button', { name: button.replace(/ “.*/, ''), exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

it('lets a visitor start a rollout, break it, and watch it roll back', async () => {
  const said = await demo.start()
  expect(said).toContain(`Rollout   ${demo.serviceUrl}/environments/development/rollouts`)
  await using browser = await openBrowser()
  await using shop = await visit(browser, demo.shopUrl)
  const { page } = shop
  await page.locator('.status-chip').click()
  const desk = page.getByRole('region', { name: 'A rollout to break' })
  await desk.getByRole('button', { name: 'Let people come' }).click()
  const link = desk.getByRole('link', { name: 'Start it in the console' })
  await link.waitFor({ timeout: PATIENCE_MS })
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 390]) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 844 })
      // Colours fade into each other.
      await page.waitForTimeout(1_000)
      expect(await violations(page)).toEqual([])
    }
  }

  const [console] = await Promise.all([page.context().waitForEvent('page'), link.click()])
  console.setDefaultTimeout(PATIENCE_MS)
  await signIn(console)
  await console.getByRole('heading', { name: 'Draft' }).waitFor()
  await console.getByText('It was planned by The potter.').waitFor()
  await press(console, 'Start')
  await console.getByText(/^\d+ units with the treatment, \d+ with the control/).waitFor()
  await press(console, 'Approve “all”')

  await desk.getByText('Running: fifth, 20 %. Now break the carousel.').waitFor()
  await desk.getByRole('button', { name: 'Break the carousel' }).click()
  const story = console.getByRole('region', { name: 'What happened' })
  await story.getByText('Its guardrails rolled it back').waitFor()
  await story.getByText('It helped.').waitFor()
  const told = await sluice(['rollout', 'status', 'recommendations'], {
    url: demo.serviceUrl,
    cwd: demo.folder,
  })
  expect(told.stdout).toContain('rolled_back')

  await press(console, 'Close the incident', 'It reads a third picture that is not there.')
  await desk.getByText('It is planned, and waits for you.').waitFor({ timeout: PATIENCE_MS })
  await desk.getByRole('button', { name: 'Mend the carousel' }).click()
  await desk.getByRole('button', { name: 'Let nobody come' }).click()
  // Whoever looks may be one of the fifth, whose carousel really crashes.
  expect(shop.errors.filter((error) => !error.includes('third picture'))).toEqual([])
}, 240_000)
