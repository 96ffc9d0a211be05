import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import type { Check } from './check.ts'
import { visit } from './visit.ts'

/** What somebody who develops an example has of the overlay in its layout. */
export const overlayChecks: readonly Check[] = [
  [
    'the overlay of the layout opens, knows the gates that were drawn before it, and forces one',
    async ({ app, browser }) => {
      await using open = await visit(browser)
      const { page, complaints } = open
      await page.goto(app.url)
      await page.getByRole('button', { name: /^Sluice/ }).click()
      const panel = panelOf(page)
      await knowsGates(panel)
      await panel.getByRole('tab', { name: 'Flags' }).click()
      await panel.getByRole('switch', { name: 'one-page-checkout' }).click()
      await page.getByRole('link', { name: 'To the basket' }).waitFor()
      assert.deepEqual(complaints, [])
    },
  ],
]

/** What the same layout is in production. */
export const grantChecks: readonly Check[] = [
  [
    'nothing of the overlay is on the page until somebody has a grant, and then it knows the gates',
    async ({ app, service, browser }) => {
      await using open = await visit(browser)
      const { page, complaints } = open
      await page.goto(app.url)
      await page.getByRole('button', { name: 'Buy now' }).waitFor()
      await page.waitForTimeout(1000)
      assert.equal(await page.locator('sluice-devtools').count(), 0)
      const token = await service.grant('one-page-checkout', 'off')
      await page.goto(`${app.url}/#sluice-devtools`)
      const dialog = page.getByRole('dialog', { name: 'Look at this page with a grant' })
      await dialog.getByRole('textbox', { name: 'Grant' }).fill(token)
      await dialog.getByRole('button', { name: 'Use it' }).click()
      await page.getByRole('link', { name: 'To the basket' }).waitFor()
      await page.reload()
      await page.getByRole('button', { name: /^Sluice/ }).click()
      await knowsGates(panelOf(page))
      assert.deepEqual(complaints, [])
    },
  ],
]

const panelOf = (page: Page): Locator =>
  page.getByRole('region', { name: 'Sluice devtools', exact: true })

async function knowsGates(panel: Locator): Promise<void> {
  await panel.getByRole('tab', { name: 'X-ray' }).click()
  await panel.getByRole('button', { name: 'Show all 2' }).waitFor()
}
