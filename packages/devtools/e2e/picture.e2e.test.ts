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

function launch(args: readonly string[]): Promise<Browser> {
  return chromium.launch({
    ...chromiumLaunch,
    headless: true,
    args: [...chromiumLaunch.args, ...args],
  })
}

/** What a browser does whose shell has no tab to capture: the page is a picture that moves, or there is none. */
const ALLOWED = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream']

async function openReport(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } })
  await page.goto(stage.url)
  await page.locator('h1').waitFor()
  const panel = await openPanel(page)
  await panel.getByRole('tab', { name: 'Report' }).click()
  return page
}

/** The size of a picture, and how many colours are on it. */
async function look(page: Page, picture: Buffer): Promise<[number, number, number]> {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0)
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const { width, height } = bitmap
    const context = new OffscreenCanvas(width, height).getContext('2d')
    context?.drawImage(bitmap, 0, 0)
    const { data } = context?.getImageData(0, 0, width, height) ?? { data: [] }
    return [width, height, new Set(new Uint32Array(Uint8ClampedArray.from(data).buffer)).size]
  }, picture.toString('base64'))
}

it('takes a picture while the panel is out of its way, under the policy of the page', async () => {
  const browser = await launch(ALLOWED)
  try {
    const page = await openReport(browser)
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    await page.evaluate(() => {
      const root = document.querySelector('sluice-devtools')?.shadowRoot?.querySelector('.root')
      const seen: string[] = []
      Object.assign(window, { seen })
      if (root instanceof HTMLElement)
        new MutationObserver(() => seen.push(root.style.opacity)).observe(root, {
          attributeFilter: ['style'],
        })
    })
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save a picture' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('page.png')
    await page.getByText('Picture saved.').waitFor()
    const [width, height, colours] = await look(page, await readFile(await download.path()))
    expect(Math.min(width, height)).toBeGreaterThan(300)
    expect(colours).toBeGreaterThan(1)
    expect(await page.evaluate(() => (window as never as { seen: string[] }).seen)).toEqual([
      '0',
      '',
    ])
    expect(errors).toEqual([])
  } finally {
    await browser.close()
  }
})

it('says that what takes it did not load, and asks again with the next press', async () => {
  const browser = await launch(ALLOWED)
  try {
    const page = await openReport(browser)
    await page.route(/take-picture/, (route) => route.abort())
    const save = page.getByRole('button', { name: 'Save a picture' })
    await save.click()
    await page.getByText('What takes a picture did not load').waitFor()
    expect(await page.getByText('allow').count()).toBe(0)
    await page.unroute(/take-picture/)
    const [download] = await Promise.all([page.waitForEvent('download'), save.click()])
    expect(download.suggestedFilename()).toBe('page.png')
  } finally {
    await browser.close()
  }
})

it('blames nobody when it fails for another reason', async () => {
  const browser = await launch(ALLOWED)
  try {
    const page = await openReport(browser)
    await page.evaluate(() => {
      HTMLCanvasElement.prototype.toBlob = (given) => given(null)
    })
    await page.getByRole('button', { name: 'Save a picture' }).click()
    await page.getByText('No picture was taken: There is nothing on it.').waitFor()
    expect(await page.getByText('allow').count()).toBe(0)
  } finally {
    await browser.close()
  }
})

const DENIED = ['--use-fake-ui-for-media-stream=deny', '--use-fake-device-for-media-stream']

it.each([
  [DENIED, 'the browser, or whoever was asked, does not allow it.'],
  [[], 'Not supported'],
])(
  'says so when it is denied, or cannot be, and the panel is there as before: %o',
  async (args, why) => {
    const browser = await launch(args)
    try {
      const page = await openReport(browser)
      await page.getByRole('button', { name: 'Save a picture' }).click()
      await page.getByText(`No picture was taken: ${why}`).waitFor()
      await page.getByRole('tab', { name: 'Flags' }).click()
      await page.getByRole('switch', { name: 'layout' }).click()
      await page.locator('#layout', { hasText: 'New layout' }).waitFor()
      const root = page.locator('sluice-devtools .root')
      expect(await root.evaluate((element) => getComputedStyle(element).opacity)).toBe('1')
    } finally {
      await browser.close()
    }
  },
)
