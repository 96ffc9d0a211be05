import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage, type Visit } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

/** What the browser itself opens over a page. */
const NATIVES = [
  'modal dialog',
  'dialog that goes with a press outside',
  'modal dialog that goes with a press outside',
  'popover',
  'popover in a modal dialog',
  'modal dialog in a shadow root',
] as const

/** Opens the page with one of these on it, which has a field. */
async function visit(which: (typeof NATIVES)[number]): Promise<Visit> {
  const visited = await stage.visit('')
  await visited.page.waitForLoadState('networkidle')
  await open(visited.page, which)
  return visited
}

async function open(page: Page, which: (typeof NATIVES)[number]): Promise<void> {
  await page.evaluate((name) => {
    const isPopover = name.startsWith('popover')
    const field = Object.assign(document.createElement('input'), { id: 'in-native' })
    const dialog = document.createElement('dialog')
    if (name.includes('press')) dialog.setAttribute('closedby', 'any')
    const popover = document.createElement('div')
    popover.setAttribute('popover', '')
    const native = isPopover ? popover : dialog
    native.append(field)
    if (name.includes('in a')) dialog.append(popover)
    const place = document.body
    if (name.includes('shadow')) {
      // As a library of components has it, one within another.
      const outer = document.createElement('x-app').attachShadow({ mode: 'open' })
      const inner = document.createElement('x-dialog').attachShadow({ mode: 'open' })
      inner.append(dialog)
      outer.append(inner.host)
      place.append(outer.host)
    } else place.append(name === 'popover' ? popover : dialog)
    if (name.includes('modal')) dialog.showModal()
    else if (!isPopover) dialog.show()
    if (isPopover) popover.showPopover()
    field.focus()
  }, which)
}

const isOpen = (page: Page): Promise<boolean> => page.locator('#in-native').isVisible()

describe.each(NATIVES)('while a %s of the browser is open', (which) => {
  it('takes Escape for itself, in the list and in a flag, and gives the focus back', async () => {
    await using visited = await visit(which)
    const { page } = visited
    const panel = await openPanel(page)
    await page.keyboard.type('banner')
    await page.keyboard.press('Enter')
    await panel.getByRole('heading', { name: 'Strip at the top' }).waitFor()
    await page.keyboard.press('Escape')
    await panel.getByRole('searchbox').waitFor()
    expect(await isOpen(page)).toBe(true)
    await panel.getByRole('searchbox').focus()
    await page.keyboard.press('Escape')
    expect(await panel.getByRole('searchbox').inputValue()).toBe('')
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    expect(await isOpen(page)).toBe(true)
    expect(await page.locator('#in-native').evaluate((field) => field.matches(':focus'))).toBe(true)
    // The next one is the page's.
    await page.keyboard.press('Escape')
    await expect.poll(() => isOpen(page)).toBe(false)
  })

  it('is pressed and forces, and what is open stays', async () => {
    await using visited = await visit(which)
    const { page, errors } = visited
    await page.getByRole('button', { name: 'Sluice devtools' }).click()
    const panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
    await panel.getByRole('switch', { name: 'banner' }).click()
    await page.getByText('The banner', { exact: true }).waitFor()
    expect(await isOpen(page)).toBe(true)
    // It stays within reach when that goes.
    await page.locator('#in-native').evaluate((field) => {
      const native = field.parentElement as HTMLDialogElement
      if (native.popover === null) native.close()
      else native.hidePopover()
    })
    await panel.waitFor()
    await panel.getByRole('searchbox').click()
    expect(await isOpen(page)).toBe(false)
    expect(errors).toEqual([])
  })
})

it('comes into a modal dialog in a shadow root that was open before it', async () => {
  const able = (page: Page, deed: 'disable' | 'enable'): Promise<void> =>
    page.evaluate(
      (name) =>
        (window as never as { sluice: { devtools: Record<string, () => void> } }).sluice.devtools[
          name
        ]?.(),
      deed,
    )
  await using visited = await stage.visit()
  const { page } = visited
  await able(page, 'disable')
  await open(page, 'modal dialog in a shadow root')
  await able(page, 'enable')
  await page.getByRole('button', { name: 'Sluice devtools' }).click()
  const panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
  await panel.getByRole('switch', { name: 'banner' }).click()
  await page.getByText('The banner', { exact: true }).waitFor()
  expect(await isOpen(page)).toBe(true)
})

it('takes Escape for itself while the panel is on its way', async () => {
  await using visited = await visit('modal dialog')
  const { page } = visited
  await page.route(/draw-panel/, () => {})
  await page.keyboard.press('Control+Shift+G')
  await page.getByRole('region', { name: 'Sluice devtools, on the way' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('region').waitFor({ state: 'detached' })
  expect(await isOpen(page)).toBe(true)
})
