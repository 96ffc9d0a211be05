import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage, type Visit } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage(60)
})
afterAll(() => stage[Symbol.asyncDispose]())

/** The field of the page's dialog, in which the focus is held. */
const field = (page: Page): ReturnType<Page['locator']> => page.locator('#in-dialog')

/** What has the focus, also within the overlay. */
const focused = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const { activeElement } = document
    return activeElement?.matches('[id]') ? activeElement.id : activeElement?.localName
  })

/** Opens the page with a dialog of a library in it. They put their style into elements. */
async function visit(by: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const visited = await stage.visit(`?dialog=${by}`, { bypassCSP: true, ...options })
  // What keeps a page from the overlay is loaded after it.
  await visited.page.waitForLoadState('networkidle')
  if (by === 'inert')
    await visited.page.evaluate(() =>
      (window as unknown as { openDialog: () => void }).openDialog(),
    )
  await field(visited.page).waitFor()
  await expect.poll(() => focused(visited.page)).toBe('in-dialog')
  return visited
}

describe.each(['focus-trap', 'radix', 'base-ui', 'inert'])('while a dialog of %s is open', (by) => {
  it('has the focus when it is opened, and keeps it while somebody works in it', async () => {
    await using visited = await visit(by)
    const { page, errors } = visited
    await field(page).fill('mine')
    const panel = await openPanel(page)
    await expect.poll(() => focused(page)).toBe('sluice-devtools')
    await page.keyboard.type('bann')
    const search = panel.getByRole('searchbox')
    expect(await search.inputValue()).toBe('bann')
    expect(await field(page).inputValue()).toBe('mine')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Shift+Tab')
    // Which selects what is in it.
    await page.keyboard.type('layout')
    expect(await search.inputValue()).toBe('layout')
    expect(errors).toEqual([])
  })

  it('forces what is in the dialog by press and by keys, and the dialog stays', async () => {
    await using visited = await visit(by)
    const { page } = visited
    await page.getByRole('button', { name: 'Sluice devtools' }).click()
    const panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
    await panel.getByRole('searchbox').click()
    await page.keyboard.type('banner')
    await panel.getByText('1 of 68 flags').waitFor()
    await panel.getByRole('switch', { name: 'banner' }).click()
    await page.locator('#in-gate', { hasText: 'New words' }).waitFor()
    await panel.getByRole('switch', { name: 'banner' }).press('Space')
    await page.locator('#in-gate', { hasText: 'Old words' }).waitFor()
    expect(await field(page).count()).toBe(1)
    expect(await field(page).isVisible()).toBe(true)
    await panel.getByRole('tab', { name: 'Settings' }).click()
    await panel.getByRole('combobox', { name: 'Corner' }).selectOption('top-left')
    await page.waitForTimeout(100)
    expect(await focused(page)).toBe('sluice-devtools')
  })

  it('gives the focus back when it is closed, and the dialog holds it again', async () => {
    await using visited = await visit(by)
    const { page } = visited
    const panel = await openPanel(page)
    await panel.getByRole('searchbox').waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    expect(await focused(page)).toBe('in-dialog')
    await page.keyboard.type('goes on')
    expect(await field(page).inputValue()).toBe('goes on')
    // It holds the focus …
    for (let tab = 0; tab < 5; tab += 1) {
      await page.keyboard.press('Tab')
      const behind = page.locator('#root :focus:not([role=dialog] *, .dialog *)')
      await expect.poll(() => behind.count()).toBe(0)
    }
    // … and goes with a press beside it, also while the overlay is open.
    await openPanel(page)
    await page.mouse.click(300, 700)
    await expect.poll(() => field(page).isVisible()).toBe(false)
  })
})

it('is scrolled while a dialog keeps the page from it', async () => {
  await using visited = await visit('radix')
  const { page } = visited
  const panel = await openPanel(page)
  const last = panel.getByRole('row', { name: 'theme' })
  expect(await last.count()).toBe(0)
  await panel.getByRole('row').nth(3).hover()
  await page.mouse.wheel(0, 9000)
  await last.waitFor()
})

it('is tapped while a dialog goes with a tap beside it', async () => {
  await using visited = await visit('focus-trap', { hasTouch: true })
  const { page } = visited
  await page.getByRole('button', { name: 'Sluice devtools' }).tap()
  const panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
  await panel.getByRole('searchbox').fill('banner')
  await panel.getByRole('switch', { name: 'banner' }).tap()
  await page.locator('#in-gate', { hasText: 'New words' }).waitFor()
  expect(await field(page).isVisible()).toBe(true)
})

/** Notes what fields of the page hear of the focus. */
const heard = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => (window as unknown as { heard: string[] }).heard.splice(0))

it('lets the page hear that the focus left a field when it comes to another, and not when it comes back', async () => {
  await using visited = await stage.visit('', { bypassCSP: true })
  const { page } = visited
  const panel = await openPanel(page)
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  await page.evaluate(() => {
    const all: string[] = []
    Object.assign(window, { heard: all })
    const nameOf = (target: EventTarget | null): string =>
      target instanceof Element ? target.id || target.localName : 'nothing'
    for (const type of ['focus', 'blur', 'focusin', 'focusout'])
      document.addEventListener(
        type,
        (event) => {
          const { target, relatedTarget } = event as FocusEvent
          all.push(`${type} ${nameOf(target)} ${nameOf(relatedTarget)}`)
        },
        true,
      )
  })
  await page.locator('#field').focus()
  expect(await heard(page)).toEqual(['focus field nothing', 'focusin field nothing'])
  await openPanel(page)
  await page.keyboard.type('cta')
  await page.keyboard.press('Control+Shift+G')
  await panel.waitFor({ state: 'detached' })
  expect(await focused(page)).toBe('field')
  expect(await heard(page)).toEqual([])

  await openPanel(page)
  await page.locator('#buy').click()
  expect(await heard(page)).toEqual([
    'blur field buy',
    'focusout field buy',
    'focus buy sluice-devtools',
    'focusin buy sluice-devtools',
  ])
  await panel.getByRole('searchbox').click()
  // To nothing at all.
  await page.locator('h1').click()
  expect(await heard(page)).toEqual(['blur buy nothing', 'focusout buy nothing'])
})

it('leaves no listener behind when it is taken away', async () => {
  await using visited = await stage.visit()
  const { page } = visited
  const devtools = await page.context().newCDPSession(page)
  const listeners = async (): Promise<number> => {
    const { result } = await devtools.send('Runtime.evaluate', { expression: 'window' })
    const all = await devtools.send('DOMDebugger.getEventListeners', {
      objectId: result.objectId ?? '',
    })
    return all.listeners.filter(({ type }) => type === 'focusin').length
  }
  await expect.poll(listeners).toBe(1)
  const call = (name: 'enable' | 'disable'): Promise<void> =>
    page.evaluate(
      (deed) =>
        (window as never as { sluice: { devtools: Record<string, () => void> } }).sluice.devtools[
          deed
        ]?.(),
      name,
    )
  await call('disable')
  expect(await listeners()).toBe(0)
  await call('enable')
  await call('disable')
  await call('enable')
  await expect.poll(listeners).toBe(1)
})

it('stays within reach of a page that insists on shutting it out, which goes on as well', async () => {
  await using visited = await stage.visit()
  const { page } = visited
  const panel = await openPanel(page)
  await page.evaluate(() => {
    const host = document.querySelector('sluice-devtools')
    if (!host) return
    const shut = (): void => {
      if (!host.hasAttribute('inert')) host.setAttribute('inert', '')
    }
    new MutationObserver(shut).observe(host, { attributeFilter: ['inert'] })
    shut()
  })
  await page.locator('#field').fill('goes on')
  expect(await page.locator('#field').inputValue()).toBe('goes on')
  await page.evaluate(() => document.querySelector('sluice-devtools')?.remove())
  await panel.waitFor()
})

/** Notes what the page hears on the way down, and of which element. */
const listenOnTheWayDown = (page: Page, types: readonly string[]): Promise<void> =>
  page.evaluate((all) => {
    const told: string[] = []
    Object.assign(window, { heard: told })
    for (const place of [window, document])
      for (const type of all)
        place.addEventListener(
          type,
          ({ target }) =>
            told.push(`${type} ${target instanceof Element ? target.localName : 'page'}`),
          true,
        )
  }, types)

const TYPED = ['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'copy', 'cut', 'paste']
const PRESSED = [
  'pointerdown',
  'pointerup',
  'mousedown',
  'mouseup',
  'click',
  'dblclick',
  'auxclick',
  'contextmenu',
]

it('lets the page hear nothing of what is typed, pasted and pressed in it, also on the way down', async () => {
  await using visited = await stage.visit()
  const { page, errors } = visited
  await page.waitForLoadState('networkidle')
  const panel = await openPanel(page)
  await listenOnTheWayDown(page, [...TYPED, ...PRESSED])
  const search = panel.getByRole('searchbox')
  await search.click()
  await page.keyboard.type('price')
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.press('ControlOrMeta+C')
  await page.keyboard.press('ControlOrMeta+X')
  await page.keyboard.press('ControlOrMeta+V')
  await search.click({ button: 'right' })
  await panel.getByRole('heading', { name: 'Sluice' }).click({ button: 'middle' })
  await search.dblclick()
  await panel.getByText('1 of 68 flags').waitFor()
  const field = panel.getByRole('textbox', { name: 'Value of price' })
  await field.fill('7')
  await page.keyboard.press('Enter')
  await page.getByText('Free from 7').waitFor()
  await panel.getByRole('tab', { name: 'Share' }).click()
  await panel.getByRole('checkbox', { name: /Context/ }).check()
  expect(await heard(page)).toEqual([])
  // It hears of its own as before.
  await page.locator('#field').click()
  await page.keyboard.press('x')
  expect(await heard(page)).toEqual(
    ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']
      .concat('keydown', 'keypress', 'beforeinput', 'input', 'keyup')
      .flatMap((type) => [`${type} input`, `${type} input`]),
  )
  expect(errors).toEqual([])
})

it('keeps the end of a press that began in it from the page, and lets what began there end in it', async () => {
  await using visited = await stage.visit()
  const { page } = visited
  await page.waitForLoadState('networkidle')
  const panel = await openPanel(page)
  await listenOnTheWayDown(page, PRESSED)
  const inside = await panel.getByRole('heading', { name: 'Sluice' }).boundingBox()
  const beside = await page.locator('h1').boundingBox()
  const at = async (box: typeof inside): Promise<void> =>
    page.mouse.move((box?.x ?? 0) + 5, (box?.y ?? 0) + 5)
  await at(inside)
  await page.mouse.down()
  await at(beside)
  await page.mouse.up()
  expect(await heard(page)).toEqual([])
  // What a page does by itself is not of that press, and the next press is the page's.
  await page.locator('#buy').press('Enter')
  expect(await heard(page)).toEqual(['click button', 'click button'])

  // What is marked would be dragged.
  await page.evaluate(() => getSelection()?.removeAllRanges())
  await at(beside)
  await page.mouse.down()
  await at(inside)
  await page.mouse.up()
  expect([...new Set(await heard(page))].slice(0, 4)).toEqual([
    'pointerdown h1',
    'mousedown h1',
    'pointerup sluice-devtools',
    'mouseup sluice-devtools',
  ])
})

it('keeps Escape on the trigger from what the browser would close with it', async () => {
  await using visited = await stage.visit()
  const { page } = visited
  await page.waitForLoadState('networkidle')
  await page.locator('#open-modal').click()
  await page.getByRole('button', { name: 'Sluice devtools' }).focus()
  await page.keyboard.press('Escape')
  await page.waitForTimeout(100)
  expect(await page.locator('dialog').isVisible()).toBe(true)
  await page.getByRole('textbox', { name: 'Name' }).focus()
  await page.keyboard.press('Escape')
  await expect.poll(() => page.locator('dialog').isVisible()).toBe(false)
})
