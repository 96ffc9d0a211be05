import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStage, type Stage, type Visit } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

/** Opens the page on a telephone. */
async function visit(): Promise<Visit> {
  const visited = await stage.visit('', {
    hasTouch: true,
    isMobile: true,
    viewport: { width: 390, height: 800 },
  })
  await visited.page.waitForLoadState('networkidle')
  return visited
}

async function drag(
  page: Page,
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<void> {
  const devtools: CDPSession = await page.context().newCDPSession(page)
  const [x, y] = from
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] })
  for (let step = 1; step <= 10; step += 1)
    await devtools.send('Input.dispatchTouchEvent', {
      type: 'touchMove',
      touchPoints: [{ x: x + ((to[0] - x) * step) / 10, y: y + ((to[1] - y) * step) / 10 }],
    })
  // A finger that is lifted while it moves flings, and the next tap stops that.
  await page.waitForTimeout(400)
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}

it('is dragged by a finger to another corner, and opens with the next tap', async () => {
  await using visited = await visit()
  const { page } = visited
  const pill = page.getByRole('button', { name: 'Sluice devtools' })
  const box = await pill.boundingBox()
  await drag(page, [(box?.x ?? 0) + 20, (box?.y ?? 0) + 10], [60, 700])
  await expect.poll(async () => (await pill.boundingBox())?.x).toBe(14)
  expect(await pill.getAttribute('aria-expanded')).toBe('false')
  await pill.tap()
  await page.getByRole('region', { name: 'Sluice devtools', exact: true }).waitFor()
})

it('tells which gates drew what is tapped, and the page hears nothing of that tap', async () => {
  await using visited = await visit()
  const { page } = visited
  await page.getByRole('button', { name: 'Sluice devtools' }).tap()
  const panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
  await panel.getByRole('tab', { name: 'X-ray' }).tap()
  const point = panel.getByRole('button', { name: 'Point at the page' })
  await page.evaluate(() => {
    const heard: string[] = []
    Object.assign(window, { heard })
    for (const type of ['pointerdown', 'touchstart', 'touchend', 'mousedown', 'click'])
      document.addEventListener(type, () => heard.push(type), true)
  })
  const isPointing = panel.getByRole('button', { name: 'Point at the page', pressed: true })
  await point.tap()
  await isPointing.waitFor()
  await page.locator('#case').tap()
  await panel.locator('.found').getByText('cta').waitFor()
  expect(await point.getAttribute('aria-pressed')).toBe('false')
  await point.tap()
  await isPointing.waitFor()
  await page.locator('#crash').tap()
  await panel.getByText('No gate drew what was there.').waitFor()
  expect(await page.locator('#crashed').count()).toBe(0)
  expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([])
})
