import { grantLink } from '@sluice/client/grants'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { issue, signAnew } from './support/grants.ts'
import { openPanel } from './support/overlay.ts'
import { dialogOf, isUntouched, overlays } from './support/production.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage(0, 'production-page')
})
afterAll(() => stage[Symbol.asyncDispose]())

const pathOf = (token: string): string => grantLink(token, stage.url).slice(stage.url.length)

/** What the page has of its own, and what the overlay gives it. */
interface Globals {
  readonly client: { setContext(context: object): void }
  readonly sluice: { readonly devtools: { enable(): void } }
}

it('mounts nothing without a grant: no element, no keys, no part of it is fetched', async () => {
  const fetched: string[] = []
  await using context = await stage.browser.newContext()
  const page = await context.newPage()
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname))
  await page.goto(stage.url)
  await isUntouched(page)
  await page.keyboard.press('Control+Shift+G')
  await page.waitForTimeout(300)
  expect(await overlays(page)).toBe(0)
  expect(fetched.filter((path) => /overlay|panel|stand|grant/.test(path))).toEqual([])
})

it('forces what the grant names and nothing else, and says why of the rest', async () => {
  const { token } = await issue(stage, { cta: 'warm', layout: 'on' })
  await using visit = await stage.visit(pathOf(token))
  const { page, errors } = visit
  await page.locator('#case', { hasText: 'warm case' }).waitFor()
  expect(page.url()).toBe(stage.url)
  await page.getByRole('button', { name: 'Sluice 2 forced: devtools' }).waitFor()
  const panel = await openPanel(page)
  await panel.getByText('cta as warm, layout as on, until').waitFor()
  const cta = panel.getByRole('row').filter({ hasText: 'cta' })
  // What everybody gets is asked for beside it.
  await cta.locator('s', { hasText: 'Buy now' }).waitFor()
  expect(await panel.getByRole('switch').count()).toBe(0)
  expect(await panel.getByRole('textbox').count()).toBe(0)
  expect(await panel.getByRole('combobox', { name: /Variant of/ }).count()).toBe(2)
  for (const tab of ['Compare', 'Share', 'Faults'])
    expect(await panel.getByRole('tab', { name: tab }).count()).toBe(0)

  await panel.getByRole('row').filter({ hasText: 'banner' }).press('o')
  await panel.getByText('The grant does not name this flag').first().waitFor()
  await page.keyboard.press('Escape')
  await panel.getByRole('row').filter({ hasText: 'price' }).focus()
  await page.keyboard.press('r')
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()

  await panel.getByRole('combobox', { name: 'Variant of cta' }).selectOption('')
  await isUntouched(page)
  await panel.getByText('Set aside: cta as warm').waitFor()
  await panel.getByRole('button', { name: 'Take it up' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await panel.getByText('Granted: cta as warm').waitFor()
  await panel.getByRole('button', { name: 'Set aside' }).click()
  await isUntouched(page)
  await panel.getByRole('button', { name: 'Undo' }).click()
  await page.locator('#case', { hasText: 'warm case' }).waitFor()
  await panel.getByRole('button', { name: 'End it' }).click()
  await isUntouched(page)
  await expect.poll(() => overlays(page)).toBe(0)
  await page.reload()
  await isUntouched(page)
  expect(await overlays(page)).toBe(0)
  expect(errors).toEqual([])
})

it('leaves a good grant in force when a bad one comes, and says why that was refused', async () => {
  const { token } = await issue(stage, { cta: 'warm' })
  const foreign = await issue(stage, { layout: 'on' }, { units: { targetingKey: 'bob' } })
  await using visit = await stage.visit(pathOf(token))
  const { page, errors } = visit
  const panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
  const isRefused = async (sentence: string): Promise<void> => {
    await panel.getByText(sentence).waitFor()
    await page.locator('#case', { hasText: 'warm case' }).waitFor()
    await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
    await page.getByRole('button', { name: 'Sluice 1 forced: devtools' }).waitFor()
    expect(page.url()).not.toContain('sluice-grant')
    await panel.getByRole('button', { name: 'Dismiss' }).click()
    // What was pressed is gone, and the keyboard comes back with the next frame.
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.localName))
      .toBe('sluice-devtools')
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
  }
  await page.getByRole('button', { name: 'Sluice 1 forced: devtools' }).waitFor()
  for (const bad of ['zzz', 'zzz', foreign.token]) {
    await page.evaluate((hash) => {
      location.hash = `sluice-grant=${hash}`
    }, bad)
    await isRefused(
      bad === 'zzz'
        ? 'The grant in the link is cut off or changed.'
        : 'This grant is for one person',
    )
  }
  await page.goto(`${stage.url}?other#sluice-grant=zzz`)
  await isRefused('The grant in the link is cut off or changed.')
  await page.goto(`${stage.url}?third#sluice-grant=${foreign.token}`)
  await isRefused('This grant is for one person')
  await page.goto(`${stage.url}?last`)
  await page.getByRole('button', { name: 'Sluice 1 forced: devtools' }).waitFor()
  expect(await panel.count()).toBe(0)

  // Without a good one the dialog says it, and once.
  await page.evaluate(() => sessionStorage.clear())
  await page.goto(`${stage.url}?none#sluice-grant=zzz`)
  await dialogOf(page).getByText('The grant in the link is cut off or changed.').waitFor()
  await isUntouched(page)
  await dialogOf(page).getByRole('textbox', { name: 'Grant' }).fill(token)
  await dialogOf(page).getByRole('button', { name: 'Use it' }).click()
  await page.locator('#case', { hasText: 'warm case' }).waitFor()
  await openPanel(page)
  await panel.getByText('cta as warm').waitFor()
  expect(await panel.getByText('cut off or changed').count()).toBe(0)
  expect(errors).toEqual([])
})

it('says which flags of a grant it does not force, and why', async () => {
  const { token } = await issue(stage, { cta: 'warm', banner: 'on' })
  await stage.patch('banner', { enabled: false })
  await using visit = await stage.visit(pathOf(token))
  const { page } = visit
  await page.locator('#case', { hasText: 'warm case' }).waitFor()
  const panel = await openPanel(page)
  await panel.getByText('The flag "banner" is off, and a grant forces nothing').waitFor()
  expect(await panel.getByRole('combobox', { name: 'Variant of banner' }).count()).toBe(0)
  await stage.patch('banner', { enabled: true })
})

it('is a mark on the page over a reload, and takes no overrides of its own', async () => {
  const { token } = await issue(stage, { cta: 'warm' })
  await using visit = await stage.visit(pathOf(token))
  const { page } = visit
  await page.getByRole('button', { name: 'Sluice 1 forced: devtools' }).waitFor()
  await page.evaluate(() => {
    const forced = { layout: { value: true, variant: 'on' } }
    localStorage.setItem('sluice.devtools.overrides', JSON.stringify({ at: Date.now(), forced }))
    localStorage.setItem('sluice.devtools.settings', '{"keep":"browser"}')
    ;(
      window as never as { client: { setOverride(key: string, forced: object): void } }
    ).client.setOverride('layout', forced.layout)
  })
  await page.waitForTimeout(100)
  const scenario = { version: 1, name: 'x', overrides: { layout: { variant: 'on' } } }
  const payload = Buffer.from(JSON.stringify(scenario)).toString('base64url')
  await page.goto(`${stage.url}?again#sluice=${payload}`)
  await page.getByRole('button', { name: 'Sluice 1 forced: devtools' }).waitFor()
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  const panel = await openPanel(page)
  await panel.getByText('without a grant was dropped').waitFor()
  await panel.getByText('here only a grant does').waitFor()
  expect(await page.locator('#layout').textContent()).toBe('Old layout')
})

it('takes no grant that is cut off, forged, foreign, expired, of another page, or used by others', async () => {
  const issued = await issue(stage, { cta: 'warm' })
  const { token } = issued
  const [form = '', payload = '', signature = ''] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
  const more = Buffer.from(
    JSON.stringify({ ...claims, overrides: { cta: 'warm', layout: 'on' } }),
  ).toString('base64url')
  const REFUSED: readonly (readonly [string, RegExp])[] = [
    [token.slice(0, -5), /cut off or changed/],
    [`${form}.${more}.${signature}`, /was changed, or was not signed/],
    [await signAnew(stage, issued, { key: 'another' }), /not signed with the key/],
    [await signAnew(stage, issued, { expiresAt: Date.now() - 1000 }), /This grant ended at/],
    [await signAnew(stage, issued, { environment: 'shop' }), /for the environment shop/],
    [
      (await issue(stage, { cta: 'warm' }, { origins: ['https://shop.example'] })).token,
      /for pages of https:\/\/shop\.example/,
    ],
    [
      (await issue(stage, { cta: 'warm' }, { units: { targetingKey: 'bob' } })).token,
      /for one person, by their targetingKey/,
    ],
  ]
  for (const [bad, why] of REFUSED) {
    await using visit = await stage.visit(`#sluice-grant=${bad}`)
    const { page } = visit
    await dialogOf(page).getByText(why).waitFor()
    expect(page.url()).toBe(stage.url)
    await isUntouched(page)
    expect(await page.getByRole('button', { name: /^Sluice/ }).count()).toBe(0)
    // Nobody has asked, so the keyboard stays with the page.
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('body')
    await dialogOf(page).getByRole('button', { name: 'Close' }).click()
    expect(await overlays(page)).toBe(0)
  }
})

it('says once in a tab that the grant which is kept is for somebody else, until a link brings it anew', async () => {
  const { token } = await issue(stage, { cta: 'warm' }, { units: { targetingKey: 'bob' } })
  const why = /for one person, by their targetingKey/
  await using visit = await stage.visit(`#sluice-grant=${token}`)
  const { page, errors } = visit
  await dialogOf(page).getByText(why).waitFor()
  await page.reload()
  await dialogOf(page).getByText(why).waitFor()
  await dialogOf(page).getByRole('button', { name: 'Close' }).click()
  const answered = (): Promise<unknown> =>
    page.waitForResponse((response) => response.url().includes('/evaluate/flags'))
  for (const act of [
    () => page.reload(),
    () => page.goto(`${stage.url}?again`),
    () =>
      page.evaluate(() => (window as never as Globals).client.setContext({ targetingKey: 'cy' })),
  ]) {
    const asked = answered()
    await act()
    await asked
    await page.waitForTimeout(500)
    expect(await overlays(page)).toBe(0)
  }
  // Whoever asks is told.
  await page.keyboard.press('Control+Shift+G')
  await dialogOf(page).getByText(why).waitFor()
  await page.keyboard.press('Escape')
  expect(await overlays(page)).toBe(0)

  await page.evaluate((given) => location.assign(`#sluice-grant=${given}`), token)
  await dialogOf(page).getByText(why).waitFor()
  await dialogOf(page).getByRole('button', { name: 'Close' }).click()
  await page.goto('about:blank')
  await page.goto(`${stage.url}#sluice-grant=${token}`)
  await dialogOf(page).getByText(why).waitFor()

  // For whom it is, it works all the same.
  await page.evaluate(() =>
    (window as never as Globals).client.setContext({ targetingKey: 'bob', country: 'DE' }),
  )
  await page.locator('#case', { hasText: 'warm case' }).waitFor()
  await dialogOf(page).waitFor({ state: 'detached' })
  expect(errors).toEqual([])
})

it('asks again for what asks for a grant, where that did not load', async () => {
  await using context = await stage.browser.newContext()
  const page = await context.newPage()
  await page.route(/guard-overlay/, (route) => route.abort())
  const failed = page.waitForEvent('pageerror')
  await page.goto(`${stage.url}#sluice-devtools`)
  expect(String(await failed)).toContain('Failed to fetch dynamically imported module')
  await page.unroute(/guard-overlay/)
  await page.evaluate(() => (window as never as Globals).sluice.devtools.enable())
  await dialogOf(page).waitFor()
})

it('goes with a grant that is revoked, says so, and takes the next one', async () => {
  const { id, token } = await issue(stage, { cta: 'warm' })
  await using visit = await stage.visit(pathOf(token))
  const { page } = visit
  await page.locator('#case', { hasText: 'warm case' }).waitFor()
  await openPanel(page)
  await stage.ask('DELETE', `/v1/grants/${id}`)
  await dialogOf(page).getByText('This grant was revoked. Ask for a new one.').waitFor()
  await isUntouched(page)
  expect(await page.getByRole('region', { name: 'Sluice devtools' }).count()).toBe(0)
  const next = await issue(stage, { layout: 'on' })
  const field = dialogOf(page).getByRole('textbox', { name: 'Grant' })
  await field.fill(grantLink(next.token, 'https://elsewhere.example/'))
  await field.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  // A replay of the one that was revoked changes nothing of that.
  await page.goto('about:blank')
  await page.goto(stage.url + pathOf(token))
  await page.getByRole('region', { name: 'Sluice devtools' }).getByText('was revoked').waitFor()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await page.locator('#case', { hasText: 'plain case' }).waitFor()
  await stage.ask('DELETE', `/v1/grants/${next.id}`)
  await dialogOf(page).getByText('This grant was revoked').waitFor()
  await isUntouched(page)
  await page.goto('about:blank')
  await page.goto(stage.url + pathOf(token))
  await dialogOf(page).getByText('This grant was revoked').waitFor()
  await isUntouched(page)
})

it('stays once on a page, and away where somebody wants it away', async () => {
  const { token } = await issue(stage, { cta: 'warm' })
  await using visit = await stage.visit(`?twice${pathOf(token)}`)
  const { page } = visit
  await page.getByRole('button', { name: 'Sluice 1 forced: devtools' }).waitFor()
  expect(await overlays(page)).toBe(1)
  const call = (deed: string): Promise<void> =>
    page.evaluate(
      (name) =>
        (window as never as { sluice: { devtools: Record<string, () => void> } }).sluice.devtools[
          name
        ]?.(),
      deed,
    )
  await call('disable')
  await expect.poll(() => overlays(page)).toBe(0)
  await page.reload()
  await page.locator('#case', { hasText: 'warm case' }).waitFor()
  expect(await overlays(page)).toBe(0)
  await call('enable')
  await page.getByRole('button', { name: 'Sluice 1 forced: devtools' }).waitFor()
})

it.each([
  ['desktop, light', 1280, 'light'],
  ['desktop, dark', 1280, 'dark'],
  ['320 px, light', 320, 'light'],
  ['320 px, dark', 320, 'dark'],
] as const)('has nothing that axe would forbid: %s', async (name, width, colorScheme) => {
  const { token } = await issue(stage, { cta: 'warm', layout: 'on' })
  await using visit = await stage.visit('#sluice-devtools', {
    viewport: { width, height: 700 },
    colorScheme,
  })
  const { page, errors } = visit
  const found: string[] = []
  const look = async (state: string): Promise<void> => {
    found.push(...(await violations(page)).map((line) => `${state}: ${line}`))
    expect(
      await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      ),
    ).toBe(0)
  }
  const dialog = dialogOf(page)
  await dialog.waitFor()
  await look('asked')
  const field = dialog.getByRole('textbox', { name: 'Grant' })
  await field.fill('x')
  await dialog.getByRole('button', { name: 'Use it' }).click()
  await look('refused')
  await field.fill(token)
  await dialog.getByRole('button', { name: 'Use it' }).click()
  await page.getByRole('button', { name: 'Sluice 2 forced: devtools' }).waitFor()
  await look('mark')
  const panel = await openPanel(page)
  await panel.getByRole('row').first().locator('s, .soft').first().waitFor()
  await look('granted')
  for (const tab of ['What if', 'Events', 'X-ray', 'Report', 'Settings']) {
    await panel.getByRole('tab', { name: tab }).click()
    await look(tab)
  }
  await panel.getByRole('tab', { name: 'Flags' }).click()
  await panel.getByRole('button', { name: 'cta', exact: true }).click()
  await look('detail')
  await panel.getByRole('button', { name: 'Set aside' }).click()
  await look('set aside')
  expect(found).toEqual([])
  expect(errors).toEqual([])
})

it('shows what gates draw from the first, with a grant of a link and with one that is kept', async () => {
  const { token } = await issue(stage, { layout: 'on' })
  await using visit = await stage.visit(pathOf(token))
  const { page, errors } = visit
  const isFound = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Sluice 1 forced: devtools' }).waitFor()
    const panel = await openPanel(page, 'X-ray')
    await panel.getByRole('button', { name: 'layout (1)' }).waitFor()
    expect(await panel.getByRole('button', { name: 'cta (1)' }).count()).toBe(1)
  }
  await isFound()
  await page.reload()
  await isFound()
  expect(errors).toEqual([])
})
