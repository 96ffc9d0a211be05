import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStage, signIn, type Stage } from './support/stage.ts'

const FLAGS = '/environments/development/flags'
const EXPERIMENTS = '/environments/development/experiments'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
}, 120_000)
afterAll(async () => stage[Symbol.asyncDispose]())

const caretOf = async (box: Locator): Promise<number | null> =>
  box.evaluate((input) => (input as HTMLInputElement).selectionStart)

/** Types into the middle of a word, as somebody who has left out letters. */
async function mendWord(page: Page, box: Locator): Promise<void> {
  await box.fill('chkout')
  await expect.poll(() => page.url()).toContain('q=chkout')
  await box.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.type('ec')
}

it.each([
  ['flags', FLAGS],
  ['the archive', EXPERIMENTS],
])('keeps the caret where one types in the search for %s', async (_, path) => {
  await using visit = await stage.visit(path)
  const { page } = visit
  await signIn(page)
  const box = page.getByRole('searchbox')
  await mendWord(page, box)
  expect(await box.inputValue()).toBe('checkout')
  expect(await caretOf(box)).toBe(4)
  await expect.poll(() => page.url()).toContain('q=checkout')
})

it('follows the address where that changes by something else', async () => {
  await using visit = await stage.visit(`${FLAGS}?q=banner`)
  const { page } = visit
  await signIn(page)
  const box = page.getByRole('searchbox')
  expect(await box.inputValue()).toBe('banner')
  await page.getByRole('link', { name: 'Flags', exact: true }).click()
  await expect.poll(async () => box.inputValue()).toBe('')
  await box.fill('checkout')
  await expect.poll(() => page.url()).toContain('q=checkout')
  await page.goBack()
  await expect.poll(async () => box.inputValue()).toBe('banner')
  await page.goForward()
  await expect.poll(async () => box.inputValue()).toBe('checkout')
})
