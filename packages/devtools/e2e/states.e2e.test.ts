import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { openPanel, TABS } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

const SCREENS: readonly [string, BrowserContextOptions][] = [
  ['desktop, light', { viewport: { width: 1280, height: 860 }, colorScheme: 'light' }],
  ['desktop, dark', { viewport: { width: 1280, height: 860 }, colorScheme: 'dark' }],
  ['320 px, light', { viewport: { width: 320, height: 640 }, colorScheme: 'light' }],
  ['320 px, dark', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
]

/** What can be pressed and is smaller than a finger needs: 24 px each way. */
function tooSmall(page: Page): Promise<readonly string[]> {
  return page
    .locator('sluice-devtools :is(button, select, summary, textarea, label:has(input))')
    .evaluateAll((all) =>
      all.flatMap((one) => {
        const { width, height } = one.getBoundingClientRect()
        if (width === 0 || (width >= 24 && height >= 24)) return []
        return [`${one.textContent.slice(0, 20)}: ${Math.round(width)} × ${Math.round(height)} px`]
      }),
    )
}

it.each(SCREENS)('has nothing that axe would forbid in any part: %s', async (name, options) => {
  await using visit = await stage.visit('', options)
  const { page, errors } = visit
  const found: string[] = []
  const look = async (state: string): Promise<void> => {
    found.push(...(await violations(page)).map((line) => `${state}: ${line}`))
    found.push(...(await tooSmall(page)).map((line) => `${state}: ${line}`))
  }
  await look('closed')
  const panel = await openPanel(page)
  for (const tab of TABS) {
    await panel.getByRole('tab', { name: tab }).click()
    await look(tab)
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(sideways).toBe(0)
  }
  await panel.getByRole('tab', { name: 'Flags' }).click()
  await panel.getByRole('switch', { name: 'layout' }).click()
  await look('forced')
  await panel.getByRole('button', { name: 'theme', exact: true }).click()
  await look('detail')
  await panel.getByRole('textbox', { name: /JSON/ }).fill('{')
  await look('invalid JSON')
  await panel.getByRole('button', { name: '← All flags' }).click()
  await panel.getByRole('searchbox').fill('there is no such flag')
  await panel.getByRole('button', { name: 'Clear filters' }).waitFor()
  await look('nothing found')
  await panel.getByRole('button', { name: 'Clear filters' }).click()
  await panel.getByRole('tab', { name: 'X-ray' }).click()
  await panel.getByRole('button', { name: /Show all/ }).click()
  await look('lit')
  await panel.getByRole('tab', { name: 'Share' }).click()
  await panel.getByRole('button', { name: 'QR code' }).click()
  await panel.getByRole('img', { name: 'The link as QR code' }).waitFor()
  await look('QR code')
  await panel.getByRole('tab', { name: 'Faults' }).click()
  await panel.getByRole('radio', { name: /Gone/ }).check()
  await panel.getByText('The service does not answer').first().waitFor()
  await look('stale')
  expect(found).toEqual([])
  expect(errors).toEqual([])
})

it.each(['light', 'dark'] as const)(
  'shows in forced colours which part is chosen, and what is pressed: %s',
  async (colorScheme) => {
    await using visit = await stage.visit('', { forcedColors: 'active', colorScheme })
    const { page, errors } = visit
    const panel = await openPanel(page)
    const look = (element: Element): readonly string[] => {
      const { backgroundColor, color } = getComputedStyle(element)
      return [backgroundColor, color]
    }
    const chosen = panel.getByRole('tab', { name: 'Flags' })
    const other = panel.getByRole('tab', { name: 'Events' })
    const [ground, ink] = await chosen.evaluate(look)
    const [otherGround, otherInk] = await other.evaluate(look)
    expect(ground).not.toBe(otherGround)
    expect(ink).not.toBe(otherInk)
    await other.click()
    await expect.poll(() => other.evaluate(look)).toEqual([ground, ink])
    expect(await chosen.evaluate(look)).toEqual([otherGround, otherInk])
    await panel.getByRole('tab', { name: 'Share' }).click()
    const code = panel.getByRole('button', { name: 'QR code' })
    expect(await code.evaluate(look)).not.toEqual([ground, ink])
    await code.click()
    await expect.poll(() => code.evaluate(look)).toEqual([ground, ink])
    expect(await violations(page)).toEqual([])
    expect(errors).toEqual([])
  },
)
