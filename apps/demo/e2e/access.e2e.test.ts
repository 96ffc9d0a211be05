import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { tabTo } from './support/keyboard.ts'
import { setStage, type Stage } from './support/stage.ts'
import { expectChip } from './support/visit.ts'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
  await stage.service.start()
  await stage.service.load()
  await stage.service.serve('checkout-cta', 'plain')
})

afterAll(() => stage[Symbol.asyncDispose]())

const looks = [
  { look: 'light, 1280 px', colorScheme: 'light', width: 1280 },
  { look: 'dark, 1280 px', colorScheme: 'dark', width: 1280 },
  { look: 'light, 390 px', colorScheme: 'light', width: 390 },
  { look: 'light, 320 px', colorScheme: 'light', width: 320 },
  { look: 'dark, 390 px', colorScheme: 'dark', width: 390 },
] as const

/** How to come from the open shop to each screen and back. */
const screens: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  ['the menu of people', (page) => page.locator('.persona-button').click()],
  ['the list of flags', (page) => page.locator('.status-chip').click()],
  ['a piece', (page) => page.getByRole('button', { name: 'Heron jug', exact: true }).click()],
  ['an empty basket', (page) => page.getByRole('button', { name: /^Basket/ }).click()],
  [
    'a full basket',
    async (page) => {
      await page.getByRole('button', { name: 'Add Weir mug to the basket' }).click()
      await page.getByRole('button', { name: /^Basket/ }).click()
    },
  ],
]

describe.each(looks)('in $look', ({ colorScheme, width }) => {
  it('axe finds nothing on any screen', async () => {
    await stage.service.serve('new-checkout', 'on')
    await using visit = await stage.visit('', { colorScheme, viewport: { width, height: 844 } })
    const { page, errors } = visit
    await expectChip(page, 'live')
    const found: Record<string, readonly string[]> = {}

    for (const layout of ['portrait', 'shelf', 'letter']) {
      await stage.service.serve('hero-layout', layout)
      await page.locator(`.${layout}-hero`).waitFor()
      found[`the front page with the ${layout}`] = await violations(page)
      expect(await overflow(page)).toBeLessThanOrEqual(0)
    }
    for (const [name, open] of screens) {
      await open(page)
      found[name] = await violations(page)
      if (name !== 'a full basket') await page.keyboard.press('Escape')
    }
    await page.getByRole('button', { name: 'To the checkout' }).click()
    found['the new checkout'] = await violations(page)
    await stage.service.serve('new-checkout', 'off')
    await page.locator('[data-checkout="steps"]').waitFor()
    found['the old checkout'] = await violations(page)

    expect(Object.entries(found).filter(([, faults]) => faults.length > 0)).toEqual([])
    expect(errors).toEqual([])
  })
})

it.each([320, 340, 360, 768, 1440])('fits %i pixels without scrolling sideways', async (width) => {
  await using visit = await stage.visit('', { viewport: { width, height: 844 } })
  expect(await overflow(visit.page)).toBeLessThanOrEqual(0)
})

it.each([
  ['one page', 'on'],
  ['steps', 'off'],
])('sells a mug to somebody without a mouse, in %s', async (_, variant) => {
  await stage.service.serve('new-checkout', variant)
  await using visit = await stage.visit()
  const { page, errors } = visit
  await expectChip(page, 'live')
  const { keyboard } = page

  await tabTo(page, 'To the shelves')
  await keyboard.press('Enter')
  await tabTo(page, 'Weir mug')
  await keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Weir mug' }).waitFor()
  await tabTo(page, 'Add to basket')
  await keyboard.press('Enter')
  await tabTo(page, /^Basket/, 'Shift+Tab')
  await keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Your basket' }).waitFor()
  await tabTo(page, 'To the checkout')
  await keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Checkout' }).waitFor()
  for (const [field, text] of [
    ['Name', 'Bríd'],
    ['Email', 'brid@post.example'],
    ['Street and number', '1 Quay'],
    ['Town', 'Galway'],
  ] as const) {
    await tabTo(page, field)
    await keyboard.type(text)
  }
  if (variant === 'off') {
    await tabTo(page, 'Next')
    await keyboard.press('Enter')
    await tabTo(page, /By post/)
    await keyboard.press('ArrowDown')
    await tabTo(page, 'Next')
    await keyboard.press('Enter')
  }
  await tabTo(page, 'Place order')
  await keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Thank you' }).waitFor()
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Thank you')
  await keyboard.press('Escape')

  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await page.evaluate(() => document.activeElement?.className)).toBe('header-basket')
  expect(errors).toEqual([])
})

/** How many pixels the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
}
