import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildStorybook, type BuiltStorybook } from './support/built-storybook.ts'
import { expectText } from './support/expect-text.ts'

let storybook: BuiltStorybook

beforeAll(async () => {
  storybook = await buildStorybook()
}, 180_000)

afterAll(() => storybook[Symbol.asyncDispose]())

it('shows one gate in every variant, each with what axe found, and opens the one that is chosen', async () => {
  await using open = await storybook.open('shop-opening-picture--one-piece')
  await open.openPanel()
  await open.page.getByRole('button', { name: 'Every variant' }).click()
  await expectText(open.story, '3 of 3 drawn')

  expect(await open.story.locator('[data-cell]').allTextContents()).toEqual([
    'One piece',
    'A full shelf',
    'A letter from the potter',
  ])
  expect(await open.story.getByText('axe: no findings').count()).toBe(3)
  const cells = open.story.locator('.cell-view')
  const boxes = await cells.evaluateAll((all) =>
    all.map((cell) => `${cell.clientWidth} ${cell.clientHeight}`),
  )
  expect(new Set(boxes).size).toBe(1)

  await open.story.locator('[data-cell]').first().focus()
  await open.page.keyboard.press('ArrowRight')
  await open.page.keyboard.press('End')
  await open.page.keyboard.press('Enter')
  await expectText(open.story, 'Good morning from the mill')
  await expectText(open.row('hero-layout'), 'A letter from the potter, chosen here')
  expect(open.errors).toEqual([])
})

it('opens from a link, outlines what differs, and can be read by everybody', async () => {
  await using open = await storybook.open('packages-variant--plain', '&globals=sluiceView:grid')
  await expectText(open.story, '2 of 2 drawn')
  await open.openPanel()
  expect(await open.keys()).toEqual(['checkout-cta'])
  const second = open.story.locator('.cell iframe').nth(1).contentFrame()
  expect(await second.locator('[data-sluice-differs]').count()).toBe(0)
  await open.story.getByLabel('Outline what differs from the first').check()
  await second.locator('button[data-sluice-differs]').waitFor()

  expect(await open.violations('.overlay', open.canvas())).toEqual([])
})

it('makes a table of two gates, and asks before it draws many', async () => {
  await using open = await storybook.open('shop-checkout--one-page', '&globals=sluiceView:grid')
  // What it reads first, all of it combined.
  const draw = open.story.getByRole('button', { name: /^Draw \d+ cells$/ })
  await draw.waitFor()
  expect(await open.story.locator('[data-cell]').count()).toBe(0)

  for (const name of await open.story
    .getByRole('group', { name: 'Combine' })
    .getByRole('checkbox')
    .all())
    await name.uncheck()
  await open.story.getByLabel('Checkout on one page').check()
  await open.story.getByLabel('Words on the order button').check()

  await expectText(open.story, '4 of 4 drawn')
  const table = open.story.getByRole('table')
  expect(await table.getByRole('columnheader').count()).toBe(3)
  expect(await table.locator('[data-cell]').allTextContents()).toHaveLength(4)
})

it('says of a cell that throws what it threw, and draws the others', async () => {
  await using open = await storybook.open(
    'addon-what-can-go-wrong--throws',
    '&globals=sluiceView:grid',
  )
  await expectText(open.story, '2 of 2 drawn')
  await expectText(open.story, 'Threw: There is no way to send it.')
  await expectText(open.story, 'axe: no findings')
})

it('counts what axe finds in each cell', async () => {
  await using open = await storybook.open(
    'addon-what-can-go-wrong--not-for-everybody',
    '&globals=sluiceView:grid',
  )
  await expectText(open.story, '2 of 2 drawn')
  const [on, off] = [open.story.locator('.cell').nth(0), open.story.locator('.cell').nth(1)]
  await expectText(off, 'axe: no findings')
  await on.getByText('axe: 1 finding').click()
  await expectText(on, 'Buttons must have discernible text')
})

it('lists what no story shows, whatever the toolbar forces', async () => {
  const scenario = { version: 1, name: 'Away', status: 'offline' }
  const offline = Buffer.from(JSON.stringify(scenario)).toString('base64url')
  await using open = await storybook.open(
    'packages-gate--open',
    `&globals=sluice:${offline};sluiceView:gaps`,
  )
  await open.story
    .getByText(/is shown by one of|are read by no story/)
    .waitFor({ timeout: 180_000 })
  const flag = open.story.locator('[data-flag="hero-layout"]')
  await flag.getByRole('link', { name: 'Shop/Opening picture: Letter' }).waitFor()
  expect(await open.story.locator('[data-flag]').count()).toBe(9)
  const checkout = open.story.locator('[data-flag="new-checkout"]')
  await checkout.getByRole('link', { name: 'Packages/Gate: Open' }).waitFor()
  expect(await checkout.getByRole('link', { name: /Packages\/Gate: Crash/ }).count()).toBe(0)
}, 210_000)

it('fits a phone', async () => {
  await using open = await storybook.open(
    'shop-opening-picture--one-piece',
    '&globals=sluiceView:grid',
    {
      viewport: { width: 390, height: 800 },
    },
  )
  await expectText(open.story, '3 of 3 drawn')
  const isWide = await open.story
    .locator('.overlay')
    .evaluate((overlay) => overlay.scrollWidth > overlay.clientWidth)
  expect(isWide).toBe(false)
})
