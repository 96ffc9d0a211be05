import { afterAll, beforeAll, expect, it } from 'vitest'
import { setStage, type Stage } from './support/stage.ts'
import { expectText } from './support/visit.ts'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
  await stage.service.start()
  await stage.service.load()
})

afterAll(() => stage[Symbol.asyncDispose]())

it('tells the service how fast the shop was, and what a gate did to the page', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const told = new Map<string, number>()
  page.on('response', async (answer) => {
    if (!answer.url().endsWith('/v1/events') || !answer.ok()) return
    const { events } = answer.request().postDataJSON() as { events: Told[] }
    for (const { name, value = NaN } of events) if (name !== undefined) told.set(name, value)
  })
  await page.waitForTimeout(500)
  await stage.service.serve('banner', 'kiln')
  await expectText(page, 'The kiln is open!')
  await expect.poll(() => told.get('web-vital.late_value.banner')).toBeGreaterThan(0)
  await page.getByRole('button', { name: /Basket/ }).click()
  await page.waitForTimeout(200)
  // As when somebody goes to another tab.
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  })
  await expect
    .poll(() => [...told.keys()].filter((name) => name.startsWith('web-vital.')).toSorted(), {
      timeout: 10_000,
    })
    .toEqual(expect.arrayContaining(['web-vital.cls', 'web-vital.lcp', 'web-vital.long_task']))
  expect(told.get('web-vital.lcp')).toBeGreaterThan(0)
})

interface Told {
  readonly name?: string
  readonly value?: number
}
