import { grantLink } from '@sluice/client/grants'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { issue } from './support/grants.ts'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

async function path(): Promise<string> {
  const { token } = await issue(stage, { cta: 'warm', layout: 'on' })
  return grantLink(token, `${stage.url}?grants`).slice(stage.url.length)
}

const pill = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).waitFor()

it('marks what a grant forces in the list, in the reasons and while it is closed', async () => {
  await using visit = await stage.visit(await path())
  const { page, errors } = visit
  await page.locator('#case', { hasText: 'warm case' }).waitFor()
  await pill(page, 'Sluice 2 granted: devtools')
  expect(await page.locator('sluice-devtools .pill').textContent()).toBe('Sluice 2 granted')

  const panel = await openPanel(page)
  const row = panel.getByRole('row').filter({ hasText: 'cta' })
  await row.locator('b', { hasText: 'granted' }).waitFor()
  await row.locator('s', { hasText: 'Plain' }).waitFor()
  expect(await panel.getByRole('row').filter({ hasText: 'granted' }).count()).toBe(2)
  // Nothing is forced here that could be reset here.
  expect(await panel.getByRole('button', { name: /^Reset/ }).count()).toBe(0)
  await panel.getByRole('searchbox').fill('granted')
  await panel.getByText('2 of 8 flags').waitFor()

  await panel.getByRole('button', { name: 'cta', exact: true }).click()
  await panel
    .getByText(
      'Forced by a signed grant, and not here: none of it counts. This user would not get it, but Buy now.',
    )
    .waitFor()
  await panel
    .getByText('A rule asks for people like this one')
    .or(panel.getByText('one value to everybody'))
    .first()
    .waitFor()
  expect(await panel.getByText('does not tell why').count()).toBe(0)
  expect(errors).toEqual([])
})

it('tells what is forced here over a grant from the grant', async () => {
  await using visit = await stage.visit(await path())
  const { page, errors } = visit
  await pill(page, 'Sluice 2 granted: devtools')
  const panel = await openPanel(page)
  await panel.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  await pill(page, 'Sluice 1 forced 1 granted: devtools')
  await panel.getByRole('button', { name: 'layout', exact: true }).click()
  await panel.getByText('Forced here. This user would not get it, but false.').waitFor()
  await panel.getByText('Beneath that a signed grant forces it.').waitFor()
  await panel.getByRole('button', { name: 'Reset', exact: true }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await panel.getByText('Forced by a signed grant, and not here').waitFor()
  expect(errors).toEqual([])
})

it.each([
  ['desktop, light', 1280, 'light'],
  ['desktop, dark', 1280, 'dark'],
  ['320 px, light', 320, 'light'],
  ['320 px, dark', 320, 'dark'],
] as const)('has marks that axe would not forbid: %s', async (name, width, colorScheme) => {
  await using visit = await stage.visit(await path(), {
    viewport: { width, height: 700 },
    colorScheme,
  })
  const { page, errors } = visit
  const found: string[] = []
  const look = async (state: string): Promise<void> => {
    found.push(...(await violations(page)).map((line) => `${state}: ${line}`))
  }
  await pill(page, 'Sluice 2 granted: devtools')
  const panel = await openPanel(page)
  await panel.getByRole('switch', { name: 'banner' }).click()
  await panel.getByRole('row').filter({ hasText: 'cta' }).locator('s').waitFor()
  await look('list')
  await panel.getByRole('button', { name: 'cta', exact: true }).click()
  await look('detail')
  await panel.getByRole('tab', { name: 'What if' }).click()
  await panel.getByRole('combobox', { name: 'Persona' }).selectOption({ label: 'Bob in Norway' })
  await panel.getByRole('button', { name: 'Look at the page as if' }).click()
  await panel.getByText('You look at the page').waitFor()
  await page.keyboard.press('Escape')
  await pill(page, 'Sluice 1 forced 2 granted as if Bob in Norway: devtools')
  await look('closed')
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
  ).toBeLessThanOrEqual(0)
  expect(found).toEqual([])
  expect(errors).toEqual([])
})
