import { scenarioFromLink } from '@sluice/client/scenarios'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { chromiumLaunch } from '../../../tools/chromium.ts'
import { violations } from './support/axe.ts'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
let browser: Browser
beforeAll(async () => {
  stage = await openStage()
  // Another name of this machine: there, a page over plain HTTP has no clipboard.
  const args = chromiumLaunch.args.map((arg) =>
    arg.replace('--host-resolver-rules=', '--host-resolver-rules=MAP plain.test 127.0.0.1 , '),
  )
  browser = await chromium.launch({ ...chromiumLaunch, args, headless: true })
})
afterAll(async () => {
  await browser.close()
  await stage[Symbol.asyncDispose]()
})

async function visitPlainly(): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } })
  page.setDefaultTimeout(10_000)
  await page.goto(stage.url.replace('127.0.0.1', 'plain.test'))
  await page.locator('h1').waitFor()
  expect(await page.evaluate(() => 'clipboard' in navigator)).toBe(false)
  return page
}

/** What the keys that copy would take: what is marked in the field that has the focus. */
const marked = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const { activeElement } = document.querySelector('sluice-devtools')?.shadowRoot ?? {}
    if (!(activeElement instanceof HTMLTextAreaElement) || !activeElement.readOnly) return undefined
    const { value, selectionStart, selectionEnd } = activeElement
    return value.slice(selectionStart, selectionEnd)
  })

it('gives link and scenario to be copied by hand where the page has no clipboard', async () => {
  const page = await visitPlainly()
  const panel = await openPanel(page)
  await panel.getByRole('switch', { name: 'layout' }).click()
  await panel.getByRole('tab', { name: 'Share' }).click()
  await panel.getByRole('button', { name: 'Copy link' }).click()
  const field = panel.getByRole('textbox', { name: 'Link, to be copied by hand' })
  await field.waitFor()
  await panel
    .getByText('This page may not use the clipboard: copy what is marked by hand.')
    .waitFor()
  const link = (await marked(page)) ?? ''
  expect(scenarioFromLink(link)?.overrides).toEqual({ layout: { variant: 'on', value: true } })
  expect(link.split('#')[0]).toBe(page.url())
  expect(await violations(page)).toEqual([])
  // Pressed again, it is marked again.
  await panel.getByRole('textbox', { name: 'Name' }).fill('Mine')
  await panel.getByRole('button', { name: 'Copy link' }).click()
  await expect.poll(async () => scenarioFromLink((await marked(page)) ?? '')?.name).toBe('Mine')
  await panel.getByRole('button', { name: 'Copy JSON' }).click()
  await expect.poll(() => marked(page)).toContain('"name": "Mine"')
  await page.close()
})

it('marks the report, and says a key', async () => {
  const page = await visitPlainly()
  const panel = await openPanel(page, 'Report')
  await panel.getByRole('button', { name: 'Copy bug report' }).click()
  await expect.poll(() => marked(page)).toMatch(/^### What went wrong[^]*The last events/)
  await panel.getByText('copy what is marked by hand').waitFor()
  await panel.getByRole('tab', { name: 'Flags' }).click()
  await panel.getByRole('button', { name: 'banner', exact: true }).click()
  await panel.getByRole('button', { name: 'Copy key' }).click()
  await panel.getByText('This page may not use the clipboard. The key is banner').waitFor()
  await page.close()
})
