import { afterAll, beforeAll, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

it('opens by the chord, forces a gate, and gives it back', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  await page.keyboard.press('Control+Shift+G')
  await page.getByRole('searchbox', { name: 'Search flags' }).waitFor()
  await page.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: '/tmp/thin.png' })
  await page.getByRole('button', { name: 'Reset layout' }).click()
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  expect(errors).toEqual([])
})
