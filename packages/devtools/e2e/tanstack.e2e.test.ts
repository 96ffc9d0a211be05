import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

it('is a tab of TanStack Devtools that forces, and has no trigger of its own', async () => {
  // TanStack writes style elements, which the policy of this page forbids.
  await using visit = await stage.visit('?tanstack', { bypassCSP: true })
  const { page } = visit
  const panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
  await panel.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  expect(await page.getByRole('button', { name: 'Sluice devtools' }).count()).toBe(0)
  expect(await panel.getByRole('button', { name: 'Minimise' }).count()).toBe(0)
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/tanstack.png` })
})
