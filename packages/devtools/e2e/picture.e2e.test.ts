import { readFile } from 'node:fs/promises'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { chromiumLaunch } from '../../../tools/chromium.ts'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

/** A browser in which somebody has allowed the tab to be captured, or has not. */
function launch(isAllowed: boolean): Promise<Browser> {
  const answer = isAllowed ? '--auto-accept-this-tab-capture' : '--auto-reject-this-tab-capture'
  return chromium.launch({
    ...chromiumLaunch,
    headless: true,
    args: [...chromiumLaunch.args, answer],
  })
}

async function openReport(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } })
  await page.addInitScript(() =>
    localStorage.setItem('sluice.devtools.settings', '{"theme":"dark"}'),
  )
  await page.goto(stage.url)
  await page.locator('h1').waitFor()
  const panel = await openPanel(page)
  await panel.getByRole('tab', { name: 'Report' }).click()
  return page
}

/** What stands at a point of a picture. */
async function pixelOf(page: Page, picture: Buffer, x: number, y: number): Promise<number[]> {
  return page.evaluate(
    async ({ base64, at }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0)
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
      const context = canvas.getContext('2d')
      context?.drawImage(bitmap, 0, 0)
      const [across, down] = [at[0] * bitmap.width, at[1] * bitmap.height]
      return [...(context?.getImageData(across, down, 1, 1).data ?? [])].slice(0, 3)
    },
    { base64: picture.toString('base64'), at: [x, y] as const },
  )
}

it('takes a picture of the page without the panel over it', async () => {
  const browser = await launch(true)
  try {
    const page = await openReport(browser)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save a picture' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('page.png')
    const picture = await readFile(await download.path())
    const panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
    await panel.getByText('Picture saved.').waitFor()
    const box = (await panel.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    const x = (box.x + box.width / 2) / 1000
    const y = (box.y + 20) / 700
    // The panel is dark, and the page below it white.
    expect(await pixelOf(page, await page.screenshot(), x, y)).toEqual([22, 32, 42])
    for (const colour of await pixelOf(page, picture, x, y)) expect(colour).toBeGreaterThan(245)
  } finally {
    await browser.close()
  }
})

it('says so when nobody allows it, and the panel is there as before', async () => {
  const browser = await launch(false)
  try {
    const page = await openReport(browser)
    await page.getByRole('button', { name: 'Save a picture' }).click()
    await page.getByText('No picture was taken').waitFor()
    await page.getByRole('tab', { name: 'Flags' }).click()
    await page.getByRole('switch', { name: 'layout' }).click()
    await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  } finally {
    await browser.close()
  }
})
