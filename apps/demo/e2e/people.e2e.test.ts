import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { setStage, type Stage } from './support/stage.ts'
import { expectChip, expectText } from './support/visit.ts'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
  await stage.service.start()
  await stage.service.load()
})

afterAll(() => stage[Symbol.asyncDispose]())

async function become(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Shopping as/ }).click()
  await page.locator('.persona-menu').getByRole('button', { name }).click()
}

it('gives trade prices to the trade and to nobody else', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const price = page.locator('.piece-card', { hasText: 'Weir mug' }).locator('.price')
  await expectChip(page, 'live')
  expect(await price.innerText()).toBe('€28')

  await become(page, 'Salt & Rye')
  await page.locator('.price-trade').first().waitFor()
  expect(await price.innerText()).toContain('€15.50')

  await become(page, 'Aoife Byrne')
  await page.locator('.price-trade').first().waitFor({ state: 'detached' })
  expect(await price.innerText()).toBe('€28')
  expect(errors).toEqual([])
})

it('speaks of duties to people abroad, and asks more of them for free delivery', async () => {
  await using visit = await stage.visit('?as=ingrid')
  const { page } = visit
  await expectText(page, 'Duties and taxes are in the price')

  await page.getByRole('button', { name: 'Add Weir mug to the basket' }).click()
  await page.getByRole('button', { name: /^Basket/ }).click()

  await expectText(page, '€122 more and delivery is free.')
})

it('never draws a frame with the values of the person before', async () => {
  await using visit = await stage.visit('?as=salt')
  const { page } = visit
  await page.locator('.price-trade').first().waitFor()
  await expectChip(page, 'live')
  await page.evaluate(() => {
    const frames = new Set<string>()
    const look = (): void => {
      const name = document.querySelector('.persona-button-name')?.lastChild?.textContent
      const trade = document.querySelector('.price-trade') === null ? 'shop' : 'trade'
      frames.add(`${name}: ${trade} prices`)
      requestAnimationFrame(look)
    }
    look()
    Object.assign(window, { frames })
  })
  // Answers take their time, so that what is shown meanwhile is seen.
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/ofrep/v1/evaluate/flags', async (route) => {
    await held
    await route.continue()
  })

  await become(page, 'A visitor')
  await page.waitForFunction(() =>
    (window as unknown as { frames: Set<string> }).frames.has('Visitor: shop prices'),
  )
  await become(page, 'Tom Walsh')
  release()
  await page.getByText('The river turns').or(page.locator('.hero-stage')).first().waitFor()
  await expectChip(page, 'live')
  await page.waitForFunction(() =>
    (window as unknown as { frames: Set<string> }).frames.has('Tom: shop prices'),
  )

  const frames = await page.evaluate(() => [
    ...(window as unknown as { frames: Set<string> }).frames,
  ])
  expect(frames.toSorted()).toEqual([
    'Salt & Rye: trade prices',
    'Tom: shop prices',
    'Visitor: shop prices',
  ])
})

it('remembers nobody after signing out', async () => {
  await using visit = await stage.visit('?as=salt')
  const { page } = visit
  const contexts: Record<string, unknown>[] = []
  page.on('request', (request) => {
    const { context } = (request.postDataJSON() ?? {}) as { context?: Record<string, unknown> }
    if (context !== undefined) contexts.push(context)
  })
  await page.reload()
  await page.locator('.price-trade').first().waitFor()

  await become(page, 'A visitor')
  await page.locator('.price-trade').first().waitFor({ state: 'detached' })
  await expectChip(page, 'live')

  expect(contexts[0]).toMatchObject({ targetingKey: 'buyer-salt-and-rye' })
  expect(JSON.stringify(contexts.at(-1))).not.toContain('salt')
  expect(contexts.at(-1)?.['anonymousKey']).not.toBe(contexts[0]?.['anonymousKey'])
  const stored = await page.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
  )
  expect(stored).not.toContain('saltandrye')
  expect(stored).not.toContain('buyer-salt-and-rye')
  await page.reload()
  await expectChip(page, 'live')
  expect(await page.locator('.price-trade').count()).toBe(0)
})

it('draws the control when a treatment crashes, once for the session', async () => {
  await using visit = await stage.visit('?as=tom')
  const { page, errors } = visit
  await expectText(page, 'Breakfast, the whole of it')
  await expect.poll(() => errors.join('\n')).toContain('The carousel found no third picture')

  await expectChip(page, '1 crashed')
  await page.locator('.status-chip').click()
  await page.locator('[data-flag="recommendations"]', { hasText: 'carousel → row' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Add Weir mug to the basket' }).click()
  await page.getByRole('button', { name: 'Basket 1 piece' }).waitFor()

  errors.length = 0
  await page.reload()
  await expectText(page, 'Breakfast, the whole of it')
  await expectChip(page, 'live')
  expect(errors).toEqual([])
})
