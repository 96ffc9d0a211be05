import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issue } from './support/grants.ts'
import { dialogOf, isUntouched, overlays } from './support/production.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage(0, 'production-page')
})
afterAll(() => stage[Symbol.asyncDispose]())

it('asks for a grant where the address wants it, takes one, and shows the overlay', async () => {
  await using visit = await stage.visit('#sluice-devtools')
  const { page, errors } = visit
  const dialog = dialogOf(page)
  await dialog.waitFor()
  expect(await page.evaluate(() => document.activeElement?.localName)).toBe('sluice-devtools')
  await isUntouched(page)
  await dialog.getByRole('button', { name: 'Use it' }).click()
  await dialog.getByText('Paste the link or the token first.').waitFor()
  const field = dialog.getByRole('textbox', { name: 'Grant' })
  await field.fill('no grant at all')
  await field.press('Tab')
  await page.keyboard.press('Enter')
  await dialog.getByText('That is no grant, or one that was cut off.').waitFor()
  await isUntouched(page)

  const { token } = await issue(stage, { cta: 'warm' })
  await field.fill(token)
  await dialog.getByRole('button', { name: 'Use it' }).click()
  await page.locator('#case', { hasText: 'warm case' }).waitFor()
  await page.getByRole('button', { name: 'Sluice 1 forced: devtools' }).waitFor()
  expect(await dialog.count()).toBe(0)
  expect(errors).toEqual([])
})

it('closes the dialog with Escape, and gives the focus back', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  await page.locator('#field').focus()
  await page.evaluate(() => {
    location.hash = '#sluice-devtools'
  })
  await dialogOf(page).waitFor()
  await page.keyboard.press('Escape')
  expect(await overlays(page)).toBe(0)
  expect(await page.locator('#field').evaluate((field) => field.matches(':focus'))).toBe(true)
  // Whoever was asked once may ask by the keys from then on.
  await page.keyboard.press('Control+Shift+G')
  await dialogOf(page).waitFor()
})

describe.each(['focus-trap', 'radix', 'base-ui'])('while a dialog of %s holds the focus', (by) => {
  const askOver = async (page: Page): Promise<Locator> => {
    const field = page.locator('#in-dialog')
    await field.fill('mine')
    await page.evaluate(() => {
      location.hash = '#sluice-devtools'
    })
    const textbox = dialogOf(page).getByRole('textbox', { name: 'Grant' })
    await textbox.waitFor()
    await page.waitForLoadState('networkidle')
    return textbox
  }

  it('takes the grant that is typed, and not the page', async () => {
    await using visit = await stage.visit(`?dialog=${by}`, { bypassCSP: true })
    const { page, errors } = visit
    const textbox = await askOver(page)
    await page.keyboard.type('s1.')
    await textbox.click()
    await page.keyboard.type('cut off')
    expect(await textbox.inputValue()).toBe('s1.cut off')
    await dialogOf(page).getByRole('button', { name: 'Use it' }).click()
    await dialogOf(page).getByText('That is no grant').waitFor()
    const { token } = await issue(stage, { banner: 'on' })
    await textbox.fill(token)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('#in-gate', { hasText: 'New words' }).waitFor()
    expect(await page.locator('#in-dialog').inputValue()).toBe('mine')
    expect(errors).toEqual([])
  })

  it('is closed by Escape and by a press, and the page goes on', async () => {
    await using visit = await stage.visit(`?dialog=${by}`, { bypassCSP: true })
    const { page } = visit
    const field = page.locator('#in-dialog')
    await askOver(page)
    await page.keyboard.press('Escape')
    expect(await overlays(page)).toBe(0)
    await page.keyboard.type(' and mine')
    // Those that hold it select what is in there.
    expect(await field.inputValue()).toMatch(/ and mine$/)
    await page.keyboard.press('Control+Shift+G')
    await page.waitForTimeout(100)
    await dialogOf(page).getByRole('button', { name: 'Close' }).click()
    expect(await overlays(page)).toBe(0)
    expect(await field.isVisible()).toBe(true)
  })
})

it('asks for a grant also where a modal dialog opens after that, which Escape leaves open', async () => {
  await using visit = await stage.visit('#sluice-devtools')
  const { page } = visit
  const textbox = dialogOf(page).getByRole('textbox', { name: 'Grant' })
  await textbox.waitFor()
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => {
    const dialog = document.createElement('dialog')
    dialog.append(document.createElement('input'))
    document.body.append(dialog)
    dialog.showModal()
  })
  await textbox.click()
  await page.keyboard.type('s1.')
  expect(await textbox.inputValue()).toBe('s1.')
  await page.keyboard.press('Escape')
  expect(await overlays(page)).toBe(0)
  expect(await page.locator('dialog').isVisible()).toBe(true)
})
