import { isDeepStrictEqual } from 'node:util'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

/** Begins to point, as soon as what does it is there. */
async function point(panel: Locator): Promise<Locator> {
  const pointing = panel.getByRole('button', { name: 'Point at the page' })
  await pointing.click()
  await panel.getByRole('button', { name: 'Point at the page', pressed: true }).waitFor()
  return pointing
}

/** Waits until a frame is where an element is: the page may move that meanwhile. */
async function isAround(frame: Locator, element: Locator): Promise<void> {
  const places = async (): Promise<readonly unknown[]> => [
    await frame.boundingBox(),
    await element.boundingBox(),
  ]
  await expect
    .poll(places, { timeout: 10_000 })
    .toSatisfy(([drawn, there]) => isDeepStrictEqual(drawn, there))
}

it('lights up what a flag draws, exactly where that is, as it changes', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page, 'X-ray')
  await panel.getByRole('button', { name: 'layout (1)' }).click()
  const frame = page.locator('.xray [data-flag=layout]')
  await frame.first().waitFor()
  const near = (): Promise<void> => isAround(frame.first(), page.locator('#layout'))
  await near()
  expect(await frame.count()).toBe(1)
  // The treatment has two parts, and no element around them.
  await panel.getByRole('tab', { name: 'Flags' }).click()
  await panel.getByRole('switch', { name: 'layout' }).click()
  await panel.getByRole('tab', { name: 'X-ray' }).click()
  await panel.getByRole('button', { name: 'layout (1)' }).click()
  await page.waitForFunction(
    () =>
      document
        .querySelector('sluice-devtools')
        ?.shadowRoot?.querySelectorAll('.xray [data-flag=layout]').length === 2,
  )
  await near()
  expect(errors).toEqual([])
})

it('tells which gates drew what is pointed at, with variant, reason, owner and place in the sources', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page, 'X-ray')
  await point(panel)
  await page.locator('#case').hover()
  const found = panel.locator('.found').filter({ hasText: 'cta' })
  await found
    .getByText('Variant · plain · TARGETING_MATCH · owned by checkout · src/Page.tsx:20')
    .waitFor()
  await page.locator('h1').hover()
  await panel.getByText('No gate draws what is there.').waitFor()
  // A press chooses, and presses nothing of the page.
  await page.locator('#case').hover()
  await page.locator('#crash').click()
  expect(await page.locator('#crashed').count()).toBe(0)
})

it('tells of what is seen at a point, and not of what is covered there', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await page.evaluate(() => {
    const place = document.querySelector('#case')?.getBoundingClientRect()
    const sheet = document.createElement('div')
    const words = document.createElement('p')
    words.textContent = 'A sheet of the page '.repeat(40)
    sheet.id = 'sheet'
    sheet.append(words)
    Object.assign(sheet.style, {
      position: 'fixed',
      inset: `${(place?.top ?? 0) - 40}px auto auto 0`,
      width: '400px',
      height: '120px',
      overflow: 'hidden',
      background: 'white',
    })
    document.body.append(sheet)
  })
  const panel = await openPanel(page, 'X-ray')
  await point(panel)
  const box = await page.locator('#case').boundingBox()
  const at = [(box?.x ?? 0) + 10, (box?.y ?? 0) + 8] as const
  await page.mouse.move(...at)
  await panel.getByText('No gate draws what is there.').waitFor()
  await page.evaluate(() => document.querySelector('#sheet')?.remove())
  await page.mouse.move(at[0] + 1, at[1])
  await panel.locator('.found').filter({ hasText: 'cta' }).waitFor()
  expect(errors).toEqual([])
})

it('points with the keyboard alone: Tab goes on, and Enter chooses and presses nothing', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await page.evaluate(() => {
    const button = document.createElement('button')
    button.id = 'within'
    button.textContent = 'Within the case'
    button.addEventListener('click', () => (button.textContent = 'Pressed'))
    document.querySelector('#case')?.append(button)
  })
  const panel = await openPanel(page, 'X-ray')
  await panel.getByRole('button', { name: 'Point at the page' }).focus()
  await page.keyboard.press('Enter')
  await panel.getByRole('button', { name: 'Point at the page', pressed: true }).waitFor()
  const within = page.locator('#within')
  const isThere = (): Promise<boolean> => within.evaluate((one) => one.matches(':focus'))
  for (let steps = 0; steps < 60 && !(await isThere()); steps += 1) await page.keyboard.press('Tab')
  expect(await isThere()).toBe(true)
  await panel.locator('.found').filter({ hasText: 'cta' }).waitFor()
  await page.keyboard.press('Enter')
  await panel.getByRole('button', { name: 'Point at the page', pressed: false }).waitFor()
  await panel.locator('.found').filter({ hasText: 'cta' }).waitFor()
  expect(await within.textContent()).toBe('Within the case')
  // The next one is the page's.
  await page.keyboard.press('Enter')
  expect(await within.textContent()).toBe('Pressed')
  expect(errors).toEqual([])
})

it('keeps the page from the whole of the press that chooses, and the focus where it is', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await page.evaluate(() => {
    const heard: string[] = []
    Object.assign(window, { heard })
    const types = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'contextmenu']
    for (const type of types) document.addEventListener(type, () => heard.push(type), true)
  })
  const heard = (): Promise<readonly string[]> =>
    page.evaluate(() => (window as unknown as { heard: string[] }).heard.splice(0))
  const panel = await openPanel(page, 'X-ray')
  const pointing = await point(panel)
  await page.locator('#field').click({ button: 'right' })
  await page.locator('#field').click()
  await panel.getByText('No gate drew what was there.').waitFor()
  expect(await heard()).toEqual([])
  expect(await pointing.evaluate((button) => button.matches(':focus'))).toBe(true)
  // The next press is the page's.
  await page.locator('#field').click()
  expect(await heard()).toEqual(['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'])
  expect(await page.locator('#field').evaluate((field) => field.matches(':focus'))).toBe(true)
  expect(errors).toEqual([])
})

it('lists hooks: with a region where a ref was passed, else with their component', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  await page.evaluate(() => {
    const key = Symbol.for('sluice.sources')
    Object.assign(globalThis, {
      [key]: [{ kind: 'useGate', flag: 'banner', component: 'Banner', at: 'src/Banner.tsx:7' }],
    })
  })
  const panel = await openPanel(page, 'X-ray')
  await panel.getByText('Banner src/Banner.tsx:7').waitFor()
  // Whatever has read it, it is no hook alone that does without a region.
  await page.evaluate(() =>
    (window as never as { client: { peek(key: string, value: boolean): void } }).client.peek(
      'closed',
      false,
    ),
  )
  await panel
    .getByRole('listitem')
    .filter({ hasText: 'closed' })
    .getByText('by a gate that is not on the page, or a hook')
    .waitFor()
  await panel.getByRole('button', { name: 'price (1)' }).click()
  await page.locator('.xray [data-flag=price]').waitFor()
  await panel.getByText('hook · near · DEFAULT').waitFor()
  expect(visit.errors).toEqual([])
})

it('lights up what is in sight, wherever one scrolls, and says where that is not all', async () => {
  await using visit = await stage.visit('?gates=1000&tall')
  const { page, errors } = visit
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('main > i { display: block; height: 40px }')
    document.adoptedStyleSheets = [sheet]
  })
  const panel = await openPanel(page, 'X-ray')
  await panel.getByRole('button', { name: 'Show all 1003' }).click()
  const frames = page.locator('.xray [data-flag]')
  const inSight = async (selector: string): Promise<void> => {
    const element = page.locator(selector).first()
    const flag = selector === '#layout' ? 'layout' : `f${(await element.textContent())?.trim()}`
    await isAround(page.locator(`.xray [data-flag=${flag}]`).first(), element)
  }
  await inSight('#layout')
  for (const at of [500, 990]) {
    await page.locator(`main > i:nth-of-type(${at})`).scrollIntoViewIfNeeded()
    await inSight(`main > i:nth-of-type(${at})`)
    expect(await frames.count()).toBeLessThan(60)
  }
  expect(await panel.getByText(/frames/).count()).toBe(0)
  // Out of sight altogether, and more than can be drawn.
  await panel.getByRole('button', { name: 'layout (1)' }).click()
  await panel.getByText('Nothing of it is in sight: scroll the page.').waitFor()
  await page.evaluate(() => {
    document.adoptedStyleSheets = []
    scrollTo(0, 0)
  })
  await panel.getByText('Nothing of it is in sight').waitFor({ state: 'detached' })
  await panel.getByRole('button', { name: 'Show all 1003' }).click()
  await panel
    .getByText(/^500 of \d+ frames in sight are drawn, the largest: choose a flag/)
    .waitFor()
  expect(await frames.count()).toBe(500)
  // The largest of them.
  for (const flag of ['layout', 'cta', 'price'])
    expect(await page.locator(`.xray [data-flag=${flag}]`).count()).toBe(1)
  expect(errors).toEqual([])
})

it('stops pointing with Escape, wherever the focus is, and stays', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page, 'X-ray')
  const pointing = panel.getByRole('button', { name: 'Point at the page' })
  for (const place of [pointing, page.locator('#field')]) {
    await point(panel)
    await place.focus()
    await page.keyboard.press('Escape')
    await expect.poll(() => pointing.getAttribute('aria-pressed')).toBe('false')
  }
})

it('points only once what does it is there, and says until then that it is on its way', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const isSlow = Promise.withResolvers<void>()
  await page.route(/point-at/, async (route) => {
    await isSlow.promise
    await route.continue()
  })
  const panel = await openPanel(page, 'X-ray')
  const pointing = panel.getByRole('button', { name: 'Point at the page' })
  await pointing.click()
  await panel.getByText('What points is on its way.').waitFor()
  expect(await pointing.getAttribute('aria-pressed')).toBe('false')
  // It can be called off.
  await pointing.click()
  await panel.getByText('What points is on its way.').waitFor({ state: 'detached' })
  await pointing.click()
  isSlow.resolve()
  await panel.getByRole('button', { name: 'Point at the page', pressed: true }).waitFor()
  // Whoever is told so is heard at once.
  await page.keyboard.press('Escape')
  await panel.getByRole('button', { name: 'Point at the page', pressed: false }).waitFor()
  expect(await panel.getByText('What points is on its way.').count()).toBe(0)
  expect(errors).toEqual([])
})

it('stays usable on a page with 1,000 gates', async () => {
  await using visit = await stage.visit('?gates=1000')
  const { page, errors } = visit
  const panel = await openPanel(page, 'X-ray')
  await panel.getByRole('button', { name: 'Show all 1003' }).click()
  await page.locator('.xray [data-flag=f7]').first().waitFor()
  await point(panel)
  await page.locator('main > i').nth(20).hover()
  await panel.locator('.found').filter({ hasText: 'f20' }).waitFor()
  expect(errors).toEqual([])
})
