import type { FrameLocator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

it('shows a page in two variants that scroll, type and go along together', async () => {
  await using visit = await stage.visit('?tall')
  const { page, errors } = visit
  const panel = await openPanel(page, 'Compare')
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('layout')
  await panel.getByRole('button', { name: 'Side by side' }).click()
  const on = page.frameLocator('iframe[title="layout: on"]')
  const off = page.frameLocator('iframe[title="layout: off"]')
  await on.locator('#layout', { hasText: 'New layout' }).waitFor()
  await off.locator('#layout', { hasText: 'Old layout' }).waitFor()
  // No overlay in the overlay.
  expect(await on.locator('sluice-devtools').count()).toBe(0)

  await on.locator('#field').fill('typed once')
  await expect.poll(() => off.locator('#field').inputValue()).toBe('typed once')
  await off.locator('html').evaluate((element) => element.scrollTo(0, 600))
  await expect
    .poll(() => on.locator('html').evaluate((element) => element.scrollTop))
    .toBeGreaterThan(500)
  await on.locator('html').evaluate(() => history.pushState(null, '', '/elsewhere?tall'))
  await expect.poll(() => off.locator('html').evaluate(() => location.pathname)).toBe('/elsewhere')
  expect(await violations(page)).toEqual([])

  // The page itself was left alone, and so is what it keeps.
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  expect(await page.locator('#layout').textContent()).toBe('Old layout')
  await page.reload()
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  expect(errors).toEqual([])
})

it('looks in each frame as if, also when the app signs in there later', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const own = { targetingKey: 'ada', country: 'DE', signedIn: true }
  const signIn = (context: object): void =>
    (window as never as { client: { setContext(context: object): void } }).client.setContext(
      context,
    )
  await page.evaluate(signIn, own)
  const panel = await openPanel(page, 'What if')
  await panel.getByRole('combobox', { name: 'Persona' }).selectOption({ label: 'Bob in Norway' })
  await panel.getByRole('button', { name: 'Look at the page as if' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await panel.getByRole('tab', { name: 'Compare' }).click()
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('cta')
  await panel.getByRole('button', { name: 'Side by side' }).click()
  await page.getByText('As if you were Bob in Norway.').waitFor()
  for (const name of ['plain', 'warm']) {
    const frame = page.frameLocator(`iframe[title="cta: ${name}"]`)
    await frame.locator('#case', { hasText: `${name} case` }).waitFor()
    await frame.locator('#layout', { hasText: 'New layout' }).waitFor()
    await frame.locator('html').evaluate((_, context) => {
      const { client } = window as never as { client: { setContext(context: object): void } }
      client.setContext(context)
    }, own)
    await page.waitForTimeout(200)
    expect(
      await frame
        .locator('html')
        .evaluate(() =>
          (window as never as { client: { context(): { targetingKey: string } } }).client.context(),
        ),
    ).toMatchObject({ targetingKey: 'bob', country: 'NO' })
    await frame.locator('#layout', { hasText: 'New layout' }).waitFor()
  }
  expect(errors).toEqual([])
})

it('types into the same of several fields of one name', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page, 'Compare')
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('layout')
  await panel.getByRole('button', { name: 'Side by side' }).click()
  const on = page.frameLocator('iframe[title="layout: on"]')
  const off = page.frameLocator('iframe[title="layout: off"]')
  for (const frame of [on, off])
    await frame.locator('main').evaluate((main) => {
      const add = (to: Element, tag: string, about: Record<string, string>): Element => {
        const made = document.createElement(tag)
        for (const [name, value] of Object.entries(about)) made.setAttribute(name, value)
        to.append(made)
        return made
      }
      const form = add(main, 'form', {})
      for (const value of ['x', 'y', 'z']) {
        add(form, 'input', { type: 'radio', name: 'ship', value })
        add(form, 'input', { type: 'checkbox', name: 'top', value })
        add(form, 'input', { name: 'line' })
      }
      add(form, 'input', { type: 'file', name: 'picture' })
      const many = add(form, 'select', { name: 'many', multiple: '' })
      for (const value of ['x', 'y', 'z']) add(many, 'option', { value })
      add(add(main, 'form', {}), 'input', { name: 'line' })
    })
  const ship = '[name=ship]:checked, [name=top]:checked'
  const state = (): Promise<unknown> =>
    off.locator('main').evaluate((main, checked) => {
      const values = (selector: string): string[] =>
        [...main.querySelectorAll<HTMLInputElement>(selector)].map(({ value }) => value)
      return [values(checked), values('[name=line]'), values('option:checked')]
    }, ship)
  await on.locator('[name=ship][value=z]').check()
  await on.locator('[name=top][value=y]').check()
  await on.locator('[name=line]').nth(2).fill('third')
  await on.locator('[name=line]').nth(3).fill('other form')
  await on.locator('select[name=many]').selectOption(['x', 'z'])
  await on
    .locator('[name=picture]')
    .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') })
  await expect.poll(state).toEqual([
    ['y', 'z'],
    ['', '', 'third', 'other form'],
    ['x', 'z'],
  ])
  await on.locator('[name=top][value=y]').uncheck()
  await expect.poll(state).toEqual([['z'], ['', '', 'third', 'other form'], ['x', 'z']])
  expect(errors).toEqual([])
})

it('types into the field of the same name, label or place where React has made other ids', async () => {
  await using visit = await stage.visit('?ids')
  const { page, errors } = visit
  const panel = await openPanel(page, 'Compare')
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('layout')
  await panel.getByRole('button', { name: 'Side by side' }).click()
  const [inOn, inOff] = ['on', 'off'].map((name) =>
    page.frameLocator(`iframe[title="layout: ${name}"]`),
  ) as [FrameLocator, FrameLocator]
  await inOn.locator('#layout', { hasText: 'New layout' }).waitFor()
  for (const frame of [inOn, inOff]) await frame.locator('#address-open').click()
  const on = inOn.locator('#address input')
  const off = inOff.locator('#address input')
  await expect.poll(async () => [await on.count(), await off.count()]).toEqual([4, 3])
  // Else nothing could go wrong.
  const idOf = (of: typeof on): Promise<string | null> => of.nth(1).getAttribute('id')
  expect(await idOf(on)).toBe(await idOf(off))
  const values = (of: typeof on): Promise<readonly string[]> =>
    of.evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value))
  for (const [at, text] of ['Street 1', 'Town 2', 'Bare 3'].entries()) await off.nth(at).fill(text)
  await expect.poll(() => values(on)).toEqual(['', 'Street 1', 'Town 2', 'Bare 3'])
  for (const [at, text] of ['Co', 'Street 4', 'Town 5', 'Bare 6'].entries())
    await on.nth(at).fill(text)
  await expect.poll(() => values(off)).toEqual(['Street 4', 'Town 5', 'Bare 6'])
  expect(errors).toEqual([])
})

it('takes a frame along that is loaded late, and closes with Escape', async () => {
  await using visit = await stage.visit('?tall')
  const { page, errors } = visit
  const panel = await openPanel(page, 'Compare')
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('layout')
  const late = Promise.withResolvers<void>()
  let asked = 0
  await page.route(/\?tall$/, async (route) => {
    asked += 1
    if (asked === 2) await late.promise
    await route.continue()
  })
  await panel.getByRole('button', { name: 'Side by side' }).click()
  await expect
    .poll(() => page.frames().filter((frame) => frame.url().includes('tall')).length)
    .toBe(2)
  const [first] = page
    .frames()
    .slice(1)
    .filter((frame) => frame.url().includes('tall'))
  await first?.locator('#layout').waitFor()
  await first?.evaluate(() => history.pushState(null, '', '/elsewhere?tall'))
  await page.waitForTimeout(600)
  expect(errors).toEqual([])
  late.resolve()
  await expect
    .poll(() => page.frames().filter((frame) => frame.url().includes('/elsewhere')).length)
    .toBe(2)
  await page.getByRole('button', { name: 'Close', exact: true }).press('Escape')
  await page.locator('iframe').first().waitFor({ state: 'detached' })
  expect(await panel.isVisible()).toBe(true)
  await expect
    .poll(() =>
      panel.evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement?.tagName),
    )
    .toBe('SELECT')
  expect(errors).toEqual([])
})

it('closes with Escape in a frame, unless the page in it has a use for that', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page, 'Compare')
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('layout')
  await panel.getByRole('button', { name: 'Side by side' }).click()
  const frame = page.frameLocator('iframe[title="layout: on"]')
  await frame.locator('#layout', { hasText: 'New layout' }).waitFor()

  await frame.locator('#open-modal').click()
  await frame.locator('dialog input').press('Escape')
  await frame.locator('dialog').waitFor({ state: 'hidden' })
  expect(await page.locator('iframe').count()).toBe(2)

  const field = frame.locator('#field')
  await field.evaluate((element) =>
    element.addEventListener('keydown', (event) => event.preventDefault(), { once: true }),
  )
  await field.press('Escape')
  expect(await page.locator('iframe').count()).toBe(2)

  await field.press('Escape')
  await page.locator('iframe').first().waitFor({ state: 'detached' })
  // As outside: the panel stays, and the keyboard with it.
  expect(await panel.isVisible()).toBe(true)
  await expect
    .poll(() =>
      panel.evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement?.tagName),
    )
    .toBe('SELECT')
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  expect(errors).toEqual([])
})

it('takes the others along to a page that is loaded, and to a place on a page', async () => {
  await using visit = await stage.visit('?tall')
  const { page, errors } = visit
  const panel = await openPanel(page, 'Compare')
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('cta')
  await panel.getByRole('button', { name: 'Side by side' }).click()
  const warm = page.frameLocator('iframe[title="cta: warm"]')
  const plain = page.frameLocator('iframe[title="cta: plain"]')
  await warm.locator('#case', { hasText: 'warm case' }).waitFor()
  await plain.locator('#case', { hasText: 'plain case' }).waitFor()
  const begun = (): Promise<number> => plain.locator('html').evaluate(() => performance.timeOrigin)
  const first = await begun()
  await warm.locator('html').evaluate(() => location.assign('/elsewhere?tall'))
  await expect
    .poll(() => plain.locator('html').evaluate(() => location.pathname))
    .toBe('/elsewhere')
  await expect.poll(begun).not.toBe(first)
  await warm.locator('#case', { hasText: 'warm case' }).waitFor()
  await plain.locator('#case', { hasText: 'plain case' }).waitFor()

  const second = await begun()
  await plain.locator('html').evaluate(() => {
    const heard: string[] = []
    Object.assign(window, { heard })
    addEventListener('hashchange', () => heard.push(location.hash))
  })
  await warm.locator('html').evaluate(() => location.assign('#far'))
  await expect
    .poll(() =>
      plain.locator('html').evaluate(() => (window as never as { heard: string[] }).heard),
    )
    .toEqual(['#far'])
  // Nobody goes back and forth.
  await page.waitForTimeout(1000)
  expect(await begun()).toBe(second)
  expect(errors).toEqual([])
})

it.each([{ 'x-frame-options': 'DENY' }, { 'content-security-policy': "frame-ancestors 'none'" }])(
  'says at once of a page that it refuses to be framed: %o',
  async (policy) => {
    await using visit = await stage.visit()
    const { page, errors } = visit
    await page.route(stage.url, async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, headers: { ...response.headers(), ...policy } })
    })
    const panel = await openPanel(page, 'Compare')
    await panel.getByRole('combobox', { name: 'Flag' }).selectOption('layout')
    await panel.getByRole('button', { name: 'Side by side' }).click()
    const said = page.getByRole('status').filter({ hasText: 'does not let itself be framed' })
    await said.nth(1).waitFor({ timeout: 5000 })
    expect(await violations(page)).toEqual([])
    await page.waitForTimeout(1000)
    // The browser says what it refuses; nothing fails over and over.
    expect(errors.filter((error) => !/fram/i.test(error) || /SecurityError/.test(error))).toEqual(
      [],
    )
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    expect(await page.locator('iframe').count()).toBe(0)
  },
)

it('says of a variant that crashes that the control took its place, and of a page that fails why', async () => {
  await using visit = await stage.visit('?theme')
  const { page } = visit
  const panel = await openPanel(page)
  await panel.getByRole('searchbox').fill('theme')
  await panel.getByRole('button', { name: 'theme', exact: true }).click()
  await panel.getByRole('tab', { name: 'Compare' }).click()
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('layout')
  await panel.getByRole('button', { name: 'Side by side' }).click()
  const figure = (name: string) =>
    page.getByRole('figure').filter({ hasText: new RegExp(`^${name}`) })
  const on = page.frameLocator('iframe[title="layout: on"]')
  await on.locator('#layout', { hasText: 'New layout' }).waitFor()
  await page
    .frames()
    .find((frame) => frame.name().includes('"on"'))
    ?.evaluate(() => {
      const { crash } = window as never as { crash(flag: string, variant: string): void }
      crash('layout', 'on')
    })
  await figure('on')
    .getByText('"layout" crashed: on, and the control took its place. Error: It is broken.')
    .waitFor()
  expect(await figure('off').getByRole('status').textContent()).toBe('')
  const off = page.frameLocator('iframe[title="layout: off"]')
  await off.locator('html').evaluate(() => {
    setTimeout(() => {
      throw new Error('The page is broken, too.')
    })
  })
  await figure('off')
    .getByText('The page has an error. Uncaught Error: The page is broken, too.')
    .waitFor()
  expect(await violations(page)).toEqual([])
  // The page itself has not crashed.
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await page.reload()
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
})

it('says of a variant that crashed before in this tab that the control took its place', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page, 'Compare')
  await page.evaluate(() => {
    const { crash } = window as never as { crash(flag: string, variant: string): void }
    crash('layout', 'on')
  })
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('layout')
  await panel.getByRole('button', { name: 'Side by side' }).click()
  const figure = (name: string) =>
    page.getByRole('figure').filter({ hasText: new RegExp(`^${name}`) })
  await figure('on')
    .getByText('"layout" crashed before in this tab, and the control took its place.')
    .waitFor()
  await page.frameLocator('iframe[title="layout: off"]').locator('#layout').waitFor()
  expect(await figure('off').getByRole('status').textContent()).toBe('')
})

it('says of a frame that shows nothing of its variant that it does not', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page, 'Compare')
  await page.route(/\/$/, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<p>A page without an overlay</p>' }),
  )
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('layout')
  await panel.getByRole('button', { name: 'Side by side' }).click()
  const said = page.getByRole('status').filter({ hasText: 'shows nothing of this variant' })
  await said.nth(1).waitFor({ timeout: 12_000 })
  expect(await said.count()).toBe(2)
})

it('can be read in dark, and shows on a small screen that there is a second one', async () => {
  await using visit = await stage.visit('', {
    viewport: { width: 320, height: 640 },
    colorScheme: 'dark',
  })
  const { page } = visit
  const panel = await openPanel(page, 'Compare')
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('layout')
  await panel.getByRole('button', { name: 'Side by side' }).click()
  const second = page.locator('iframe[title="layout: off"]')
  await page.frameLocator('iframe[title="layout: off"]').locator('#layout').waitFor()
  expect((await second.boundingBox())?.x).toBeLessThan(300)
  // What a page of this scheme is drawn on is dark, and not the white of the frame.
  const shot = await page.locator('iframe[title="layout: on"]').screenshot()
  const [red] = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0)
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
    context?.drawImage(bitmap, 0, 0)
    return [...(context?.getImageData(5, bitmap.height - 5, 1, 1).data ?? [])]
  }, shot.toString('base64'))
  expect(red).toBeLessThan(60)
})
