import { afterAll, beforeAll, expect, it } from 'vitest'
import { axeFindings, openStage, signIn, type Stage } from './support/stage.ts'

const AUDIT = '/environments/development/audit'

/** Pages answer when they can. */
const SOON = { timeout: 10_000 }

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  for (const enabled of [false, true]) {
    await stage.admin('PATCH', '/v1/environments/development/flags/banner', { enabled })
  }
}, 120_000)
afterAll(async () => stage[Symbol.asyncDispose]())

it('finds entries by what was done, to what, by whom and when, under an address', async () => {
  await using visit = await stage.visit(AUDIT)
  const { page } = visit
  await signIn(page)
  const entries = page.locator('.entries > li')
  await entries.first().waitFor()
  const all = await entries.count()
  await page.getByLabel('To what').fill('banner')
  await page.getByRole('button', { name: 'Find' }).click()
  await expect.poll(async () => entries.count(), SOON).toBe(2)
  expect(new URL(page.url()).search).toBe('?subject=banner')
  expect(await axeFindings(page)).toEqual([])
  await entries.first().locator('summary').click()
  await entries.first().getByRole('heading', { name: 'Before' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.getByLabel('What was done').fill('experiment')
  await page.getByRole('button', { name: 'Find' }).click()
  await page.getByText('No entry is like that.').waitFor()
  await page.getByRole('link', { name: 'Show all' }).click()
  await expect.poll(async () => entries.count(), SOON).toBe(all)
  await page.getByLabel('To', { exact: true }).fill('2020-01-01')
  await page.getByRole('button', { name: 'Find' }).click()
  await page.getByText('No entry is like that.').waitFor()
  await page.goBack()
  await expect.poll(async () => entries.count(), SOON).toBe(all)
})

it('takes an address that was written by hand', async () => {
  await using visit = await stage.visit(`${AUDIT}?action=flag&actor=demo&before=nonsense`)
  const { page } = visit
  await signIn(page)
  await page.locator('.entries > li').first().waitFor()
  expect(await page.locator('.entries > li').count()).toBe(2)
  expect(await page.getByLabel('By whom').inputValue()).toBe('demo')
})
