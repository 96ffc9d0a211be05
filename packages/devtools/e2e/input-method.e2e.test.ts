import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

/** Writes as an input method does: what is composed is in the field, and the next key is its own. */
async function compose(page: Page, text: string, key: 'Enter' | 'Escape'): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Input.imeSetComposition', {
    text,
    selectionStart: text.length,
    selectionEnd: text.length,
  })
  const press = { key, code: key, windowsVirtualKeyCode: 229 }
  await devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...press })
  await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', ...press })
  await page.waitForTimeout(100)
  return devtools
}

it.each(['Enter', 'Escape'] as const)(
  'leaves %s in the search to an input method that is writing there',
  async (key) => {
    await using visit = await stage.visit('?bare')
    const { page } = visit
    const panel = await openPanel(page)
    await compose(page, 'か', key)
    expect(await panel.getByRole('searchbox').evaluate((field) => field.matches(':focus'))).toBe(
      true,
    )
  },
)

it.each(['Enter', 'Escape'] as const)(
  'leaves %s in the editor of a value to an input method that is writing there',
  async (key) => {
    await using visit = await stage.visit('?bare')
    const { page } = visit
    const panel = await openPanel(page)
    const field = panel.getByRole('textbox', { name: 'Value of cta' })
    await field.fill('')
    const devtools = await compose(page, 'か', key)
    expect(await field.inputValue()).toBe('か')
    expect(await page.locator('#buy').textContent()).toBe('Buy now')
    await devtools.send('Input.insertText', { text: '買う' })
    await page.keyboard.press('Enter')
    await page.locator('#buy', { hasText: '買う' }).waitFor()
  },
)
