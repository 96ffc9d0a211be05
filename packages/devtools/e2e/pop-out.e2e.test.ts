import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

/** Opens the panel, and moves it into a window. */
async function popOut(page: Page, isPicture = false): Promise<Page> {
  if (!isPicture)
    await page.evaluate(() => {
      Object.defineProperty(window, 'documentPictureInPicture', { value: undefined })
    })
  const panel = await openPanel(page)
  const [popup] = await Promise.all([
    page.context().waitForEvent('page'),
    panel.getByRole('button', { name: 'In a window of its own' }).click(),
  ])
  await popup.getByRole('region', { name: 'Sluice devtools', exact: true }).waitFor()
  return popup
}

it('moves the panel into a window of its own, which forces, finds, copies and goes by keys', async () => {
  await using visit = await stage.visit('', { permissions: ['clipboard-read', 'clipboard-write'] })
  const { page, errors } = visit
  const popup = await popOut(page)
  const panel = popup.getByRole('region', { name: 'Sluice devtools', exact: true })
  expect(await page.getByRole('region', { name: 'Sluice devtools' }).count()).toBe(0)
  expect(await popup.title()).toBe('Sluice devtools')
  await panel.getByRole('searchbox').fill('layout')
  await panel.getByText('1 of 8 flags').waitFor()
  await panel.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await panel.getByRole('row').focus()
  await popup.keyboard.press('r')
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  await popup.keyboard.press('Enter')
  await panel.getByRole('button', { name: 'Copy key' }).click()
  await panel.getByText('Key copied.').waitFor()
  await panel.getByRole('tab', { name: 'X-ray' }).click()
  await panel.getByRole('button', { name: /Show all/ }).click()
  // The frames stand where the page is.
  await page.locator('.xray [data-flag="layout"]').first().waitFor()
  expect(await violations(popup)).toEqual([])
  expect(errors).toEqual([])
})

it('goes on in the window with the events that were listed', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page, 'Events')
  await page.locator('#buy').click()
  await panel.getByRole('listitem').filter({ hasText: 'bought' }).waitFor()
  await page.evaluate(() => {
    Object.defineProperty(window, 'documentPictureInPicture', { value: undefined })
  })
  const [popup] = await Promise.all([
    page.context().waitForEvent('page'),
    panel.getByRole('button', { name: 'In a window of its own' }).click(),
  ])
  const bought = popup.getByRole('listitem').filter({ hasText: 'bought' })
  await bought.waitFor()
  await page.locator('#buy').click()
  await bought.nth(1).waitFor()
  expect(await bought.count()).toBe(2)
})

it('takes colours at once, and is closed by the keys of the page from inside', async () => {
  await using visit = await stage.visit('', { colorScheme: 'light' })
  const { page, errors } = visit
  const popup = await popOut(page)
  const panel = popup.getByRole('region', { name: 'Sluice devtools', exact: true })
  const ground = (): Promise<string> =>
    panel.evaluate((element) => getComputedStyle(element).backgroundColor)
  await panel.getByRole('tab', { name: 'Settings' }).click()
  await panel.getByRole('combobox', { name: 'Colours' }).selectOption('dark')
  expect(await ground()).toBe('rgb(22, 32, 42)')
  const closed = popup.waitForEvent('close')
  await popup.keyboard.press('Control+Shift+G').catch(() => {})
  await closed
  expect(errors).toEqual([])
})

it('comes back to the page by Escape or with its window, and goes with the page', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const popup = await popOut(page)
  // The window is gone before the key is lifted.
  await popup.keyboard.press('Escape').catch(() => {})
  await expect.poll(() => popup.isClosed()).toBe(true)
  const pill = page.getByRole('button', { name: 'Sluice devtools' })
  expect(await pill.getAttribute('aria-expanded')).toBe('false')

  const again = await popOut(page)
  await again.close()
  await expect.poll(() => pill.getAttribute('aria-expanded')).toBe('false')
  const last = await popOut(page)
  await page.reload()
  await expect.poll(() => last.isClosed()).toBe(true)
})

it('stands above other windows where the browser has such', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const popup = await popOut(page, true)
  const isPicture = (): Promise<boolean> =>
    page.evaluate(() => {
      const { documentPictureInPicture: picture } = window as never as {
        documentPictureInPicture: { window: Window | null }
      }
      return picture.window !== null
    })
  expect(await isPicture()).toBe(true)
  await popup.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await popup.getByRole('button', { name: 'Minimise' }).click()
  await expect.poll(isPicture).toBe(false)
  expect(errors).toEqual([])
})

it('stays where it is and says so when the browser opens no window', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await page.evaluate(() => {
    Object.defineProperty(window, 'documentPictureInPicture', { value: undefined })
    window.open = () => null
  })
  const panel = await openPanel(page)
  await panel.getByRole('button', { name: 'In a window of its own' }).click()
  await panel.getByText('The browser opened no window').waitFor()
  await panel.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  expect(errors).toEqual([])
})
