import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] }

/** Empties the clipboard: what is said of the last copy may stand there still. */
const empty = (page: Page): Promise<void> => page.evaluate(() => navigator.clipboard.writeText(''))

/** Reads what is copied, once anything is. */
async function read(page: Page): Promise<string> {
  const now = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText())
  await expect.poll(now, { timeout: 10_000 }).not.toBe('')
  return now()
}

it('shares no context by itself, and never what is sensitive', async () => {
  await using visit = await stage.visit('', clipboard)
  const { page } = visit
  const panel = await openPanel(page, 'Share')
  const copied = async (): Promise<string> => {
    await empty(page)
    await panel.getByRole('button', { name: 'Copy JSON' }).click()
    await panel.getByText('Scenario copied.').waitFor()
    return read(page)
  }
  expect(await copied()).not.toContain('ada')
  await panel.getByRole('checkbox', { name: /Context/ }).check()
  await panel.getByText('Left out, as it may be personal: email.').waitFor()
  const text = await copied()
  expect(text).toContain('"country": "DE"')
  expect(text).not.toContain('acme.example')
})

it('writes a report with what is needed, and nothing that is sensitive', async () => {
  await using visit = await stage.visit('', clipboard)
  const { page } = visit
  const panel = await openPanel(page)
  await panel.getByRole('switch', { name: 'layout' }).click()
  await panel.getByRole('tab', { name: 'Report' }).click()
  await panel.getByRole('button', { name: 'Copy bug report' }).click()
  await panel.getByText('Report copied.').waitFor()
  const report = await page.evaluate(() => navigator.clipboard.readText())
  for (const part of [
    'App version: 1.2.3',
    'Ruleset version: 1',
    '"country": "DE"',
    'Forced: layout.',
    'exposure',
  ])
    expect(report).toContain(part)
  expect(report).not.toContain('acme.example')
})

it('shares and reports the address that the page has gone on to', async () => {
  await using visit = await stage.visit('?first', clipboard)
  const { page } = visit
  const panel = await openPanel(page, 'Share')
  const copied = async (tab: 'Share' | 'Report', button: string): Promise<string> => {
    await panel.getByRole('tab', { name: tab }).click()
    await panel.getByRole('button', { name: button, exact: true }).waitFor()
    await empty(page)
    await page.evaluate((name) => {
      // What is pressed comes before anything is drawn anew.
      const { shadowRoot } = document.querySelector('sluice-devtools') as HTMLElement
      const buttons = [...(shadowRoot?.querySelectorAll('button') ?? [])]
      history.pushState(null, '', `?${name === 'Copy link' ? 'second' : 'third'}`)
      buttons.find(({ textContent }) => textContent === name)?.click()
    }, button)
    await panel.getByText(tab === 'Share' ? 'Link copied.' : 'Report copied.').waitFor()
    return read(page)
  }
  expect(await copied('Share', 'Copy link')).toContain('?second')
  expect(await copied('Report', 'Copy bug report')).toContain('?third')
  // What is drawn follows as well.
  await panel.getByRole('tab', { name: 'Share' }).click()
  await panel.getByRole('button', { name: 'QR code' }).click()
  const drawn = panel.getByRole('img', { name: 'The link as QR code' }).locator('path')
  const before = await drawn.getAttribute('d')
  await page.evaluate(() => history.pushState(null, '', '?fourth'))
  await expect.poll(() => drawn.getAttribute('d'), { timeout: 3000 }).not.toBe(before)
})

it('says in no link and no report what was left out of the context, or lets anybody in', async () => {
  await using visit = await stage.visit(
    '?q=ada%40acme.example&access_token=SECRET#id_token=SECRET',
    {
      permissions: ['clipboard-read', 'clipboard-write'],
    },
  )
  const { page } = visit
  const panel = await openPanel(page)
  await panel.getByRole('switch', { name: 'layout' }).click()
  await panel.getByRole('tab', { name: 'Share' }).click()
  await panel.getByRole('button', { name: 'Copy link' }).click()
  await panel.getByText('Copied').or(panel.getByText('Link copied.')).first().waitFor()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  await panel.getByRole('tab', { name: 'Report' }).click()
  const report = await panel.getByRole('textbox', { name: /The report/ }).inputValue()
  expect(report).toContain('Left out: email.')
  for (const text of [link, report]) {
    expect(text).toContain('q=left-out')
    expect(text).not.toMatch(/acme|SECRET/)
  }
})
