import { afterAll, beforeAll, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

it('opens by the chord, forces a gate in the page, shows the struck value, and gives it back', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  const panel = await openPanel(page)
  const row = panel.getByRole('row').filter({ hasText: 'layout' })
  await row.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  expect(await row.locator('s').textContent()).toBe('false')
  await panel.getByRole('button', { name: 'Reset layout' }).click()
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  await panel.getByRole('button', { name: 'Undo' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await panel.getByRole('button', { name: 'Reset all (1)' }).click()
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  expect(errors).toEqual([])
})

it('closes with Escape, gives the focus back, and leaves the tab order', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  await page.locator('#field').focus()
  const panel = await openPanel(page)
  expect(await panel.getByRole('searchbox').evaluate((element) => element.matches(':focus'))).toBe(
    true,
  )
  await page.keyboard.type('no shortcut of the page hears this')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  expect(await page.locator('#field').evaluate((element) => element.matches(':focus'))).toBe(true)
  // Open, but focus elsewhere: the chord brings it back. Pressed inside: it closes.
  await openPanel(page)
  await page.locator('#field').focus()
  await page.keyboard.press('Control+Shift+G')
  expect(await panel.isVisible()).toBe(true)
  await page.keyboard.press('Control+Shift+G')
  await panel.waitFor({ state: 'detached' })
})

it('gives the focus back to where it was this time: to a field, to the trigger, into a shadow root', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  await page.evaluate(() => {
    const host = document.createElement('x-app')
    const field = Object.assign(document.createElement('input'), { id: 'in-shadow' })
    host.attachShadow({ mode: 'open' }).append(field)
    document.body.append(host)
  })
  const pill = page.getByRole('button', { name: 'Sluice devtools' })
  for (const [from, open] of [
    [page.locator('#field'), () => page.keyboard.press('Control+Shift+G')],
    [pill, () => page.keyboard.press('Enter')],
    [page.locator('#in-shadow'), () => page.keyboard.press('Control+Shift+G')],
    [page.locator('#buy'), () => page.keyboard.press('Control+Shift+G')],
  ] as const) {
    await from.focus()
    await open()
    const panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
    await panel.getByRole('searchbox').waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    expect(await from.evaluate((element) => element.matches(':focus'))).toBe(true)
  }
})

it('forces the cases that the page draws by their names, where nothing else names them', async () => {
  await using named = await openStage()
  const made = await fetch(`${named.service.url}/v1/environments/development/flags/agreed`, {
    method: 'PATCH',
    headers: {
      Authorization: 'Bearer sluice_admin_demo',
      'Content-Type': 'application/merge-patch+json',
      'If-None-Match': '*',
    },
    body: JSON.stringify({
      type: 'boolean',
      defaultVariant: 'yes',
      variants: { yes: { value: true }, no: { value: false } },
    }),
  })
  expect(await made.text()).not.toContain('problem')
  await using visit = await named.visit('?bare&cases')
  const { page, errors } = visit
  const panel = await openPanel(page)
  const agreed = page.locator('#agreed')
  await agreed.filter({ hasText: 'yes case' }).waitFor()
  const toggle = panel.getByRole('switch', { name: 'agreed' })
  await toggle.click()
  await agreed.filter({ hasText: 'no case' }).waitFor()
  await toggle.click()
  await agreed.filter({ hasText: 'yes case' }).waitFor()
  const row = panel.getByRole('row').filter({ hasText: 'agreed' })
  await panel.getByRole('button', { name: 'Reset agreed' }).click()
  await row.focus()
  await page.keyboard.press('o')
  await agreed.filter({ hasText: 'no case' }).waitFor()

  await panel.getByRole('combobox', { name: 'Variant of cta' }).selectOption('warm')
  await page.locator('#case', { hasText: 'warm case' }).waitFor()
  // A value can be written all the same.
  await panel.getByRole('button', { name: 'cta', exact: true }).click()
  await panel.getByRole('textbox', { name: 'Value of cta' }).fill('Buy it')
  await panel.getByRole('button', { name: 'Apply' }).click()
  await page.locator('#buy', { hasText: 'Buy it' }).waitFor()

  await panel.getByRole('tab', { name: 'Compare' }).click()
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('cta')
  expect(await panel.getByRole('group', { name: 'Variants' }).getByRole('checkbox').count()).toBe(2)
  expect(errors).toEqual([])
})

it('leaves the focus to whoever goes to the page, also when that forces what was typed', async () => {
  await using visit = await stage.visit('?bare')
  const { page } = visit
  const panel = await openPanel(page)
  await panel.getByRole('textbox', { name: 'Value of cta' }).fill('Buy it')
  await page.locator('#field').click()
  await page.locator('#buy', { hasText: 'Buy it' }).waitFor()
  await page.waitForTimeout(100)
  await page.keyboard.type('sores')
  expect(await page.locator('#field').inputValue()).toBe('sores')
  expect(await page.locator('#buy').textContent()).toBe('Buy it')
})

it('goes with the keyboard alone: search, arrows, cycle, star, reset, look', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page)
  await page.keyboard.type('words on the button')
  await panel.getByText('1 of 8 flags').waitFor()
  for (let stop = 0; stop < 5; stop += 1) {
    await page.keyboard.press('Tab')
    const role = await panel.evaluate(
      (element) => (element.getRootNode() as ShadowRoot).activeElement?.role,
    )
    if (role === 'row') break
  }
  await page.keyboard.press('o')
  await page.locator('#buy', { hasText: 'Send it on its way' }).waitFor()
  await page.keyboard.press('r')
  await page.locator('#buy', { hasText: 'Buy now' }).waitFor()
  await page.keyboard.press('s')
  await panel.getByRole('button', { name: 'Star cta', pressed: true }).waitFor()
  await page.keyboard.press('Enter')
  await panel.getByRole('heading', { name: 'Words on the button' }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('/')
  await panel.getByRole('combobox', { name: 'Which flags' }).selectOption('starred')
  await panel.getByRole('searchbox').fill('')
  await panel.getByText('1 of 8 flags').waitFor()
  expect(visit.errors).toEqual([])
})

it('leads from the search to the rows by an arrow, and by Enter into the first', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page)
  const search = panel.getByRole('searchbox')
  const focused = (): Promise<string | null | undefined> =>
    panel.evaluate((element) => {
      const { activeElement } = element.getRootNode() as ShadowRoot
      return activeElement?.getAttribute('aria-rowindex')
    })
  // Where the key leads to is where somebody is.
  await page.keyboard.press('/')
  expect(await search.inputValue()).toBe('')
  await panel.getByText('8 flags').waitFor()
  await page.keyboard.press('ArrowDown')
  expect(await focused()).toBe('1')
  await page.keyboard.press('ArrowDown')
  await expect.poll(focused).toBe('2')
  await page.keyboard.press('/')
  await page.keyboard.type('a/b')
  expect(await search.inputValue()).toBe('a/b')
  await page.keyboard.press('Enter')
  expect(await search.inputValue()).toBe('a/b')
  await page.keyboard.press('Escape')
  await page.keyboard.type('words on the button')
  await page.keyboard.press('Enter')
  await panel.getByRole('heading', { name: 'Words on the button' }).waitFor()
  expect(errors).toEqual([])
})

it('takes the keys of the list also from a switch that was pressed', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page)
  await panel.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await page.keyboard.press('s')
  await panel.getByRole('button', { name: 'Star layout', pressed: true }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('lay')
  expect(await panel.getByRole('searchbox').inputValue()).toBe('lay')
})

it('has an editor for each type, and applies nothing that is none', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page)
  await panel.getByRole('combobox', { name: 'Variant of cta' }).selectOption({ label: 'Warm' })
  await page.locator('#buy', { hasText: 'Send it on its way' }).waitFor()
  await page.locator('#case', { hasText: 'warm case' }).waitFor()
  const price = panel.getByRole('textbox', { name: 'Value of price' })
  await price.fill('many')
  await price.press('Enter')
  expect(await price.getAttribute('aria-invalid')).toBe('true')
  await page.locator('#price', { hasText: 'Free from 80' }).waitFor()
  await price.fill('120')
  await price.press('Enter')
  await page.locator('#price', { hasText: 'Free from 120' }).waitFor()

  await panel.getByRole('button', { name: 'theme', exact: true }).click()
  const json = panel.getByRole('textbox', { name: 'Value of theme as JSON' })
  await json.fill('{"colour": ')
  expect(await panel.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true)
  await json.fill('[{"colour": "red"}]')
  await panel.getByText('It does not fit: it is of the type object, and not list.').waitFor()
  expect(await panel.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true)
  await json.press('Escape')
  expect(await json.inputValue()).toContain('teal')
  await json.fill('{"colour": "red"}')
  await panel.getByRole('button', { name: 'Apply' }).click()
  await panel.getByText('Forced: this user would not get it.').waitFor()
  await page.keyboard.press('Escape')
  await panel.getByText('true (locked)').waitFor()
  expect(await panel.getByRole('switch', { name: 'fixed' }).count()).toBe(0)
})

it('takes back a deed, and not what the app has forced since', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page)
  await panel.getByRole('switch', { name: 'layout' }).click()
  await page.evaluate(() => {
    const { client } = window as unknown as {
      client: { setOverride(key: string, override: object): void }
    }
    client.setOverride('price', { value: 7 })
  })
  await panel.getByRole('button', { name: 'Undo' }).click()
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  await page.locator('#price', { hasText: '7' }).waitFor()
  await panel.getByRole('button', { name: 'Reset all (1)' }).click()
  await panel.getByRole('button', { name: 'Undo' }).click()
  await page.locator('#price', { hasText: 'Free from 7' }).waitFor()
  expect(errors).toEqual([])
})

it('keeps overrides as long as is wished: for the page, the tab, or the browser', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const isNew = (): Promise<void> => page.locator('#layout', { hasText: 'New layout' }).waitFor()
  const isOld = (): Promise<void> => page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  let panel = await openPanel(page)
  await panel.getByRole('switch', { name: 'layout' }).click()
  await isNew()
  await page.reload()
  await isNew()
  const pill = page.getByRole('button', { name: 'Sluice 1 forced: devtools' })
  await pill.waitFor()
  expect(await pill.textContent()).toBe('Sluice 1')

  panel = await openPanel(page, 'Settings')
  await panel.getByRole('combobox', { name: 'Overrides live' }).selectOption('browser')
  const other = await page.context().newPage()
  await other.goto(stage.url)
  await other.locator('#layout', { hasText: 'New layout' }).waitFor()
  await other.close()

  await panel.getByRole('combobox', { name: 'Overrides live' }).selectOption('page')
  await page.reload()
  await isOld()
})

it('drops what was kept too long, and leaves corrupt storage alone, with a sentence for each', async () => {
  await using visit = await stage.visit('?none')
  const { page } = visit
  await page.evaluate((day) => {
    localStorage.setItem('sluice.devtools.settings', '{"isEnabled":true,"keep":"browser"}')
    localStorage.setItem(
      'sluice.devtools.overrides',
      JSON.stringify({ at: Date.now() - 8 * day, forced: { layout: { value: true } } }),
    )
    localStorage.setItem('sluice.devtools.stars', '{"keys":')
  }, 86_400_000)
  await page.goto(stage.url)
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  const panel = await openPanel(page)
  await panel.getByText('Overrides were kept for 7 days, and are dropped now.').waitFor()
  await panel.getByRole('combobox', { name: 'Which flags' }).selectOption('starred')
  await panel.getByText('What was kept of stars cannot be read, and is left alone.').waitFor()
  expect(visit.errors).toEqual([])
})

it('gives the focus to the row that was looked at, and never loses it to the page', async () => {
  await using visit = await stage.visit('#sluice=eyJ2ZXJzaW9uIjoxLCJuYW1lIjoieCJ9')
  const { page } = visit
  const panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
  const focused = (): Promise<string> =>
    panel.evaluate((element) => {
      const { activeElement } = element.getRootNode() as ShadowRoot
      return `${activeElement?.textContent} ${activeElement?.ariaLabel}`.trim()
    })
  await panel.getByRole('button', { name: 'Discard' }).click()
  await expect.poll(focused).toContain('banner')
  for (const leave of [
    () => page.keyboard.press('Escape'),
    () => panel.getByRole('button', { name: '← All flags' }).click(),
  ]) {
    await panel.getByRole('button', { name: 'price', exact: true }).click()
    await leave()
    await expect.poll(focused).toContain('price')
  }
  await page.locator('#field').focus()
  await page.keyboard.press('Control+Shift+G')
  expect(await focused()).toBe('Search flags')
  await page.keyboard.press('Control+Shift+G')
  await panel.waitFor({ state: 'detached' })
  expect(await page.locator('#field').evaluate((element) => element.matches(':focus'))).toBe(true)

  await openPanel(page, 'What if')
  await panel.getByRole('button', { name: 'Remove email' }).click()
  await expect.poll(focused).toContain('Choose a persona')
})

it('keeps what somebody types while the service changes the value, and says so', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page)
  const row = panel.getByRole('row').filter({ hasText: 'price' })
  const field = row.getByRole('textbox', { name: 'Value of price' })
  const present = panel.getByText('The service gives now: 150')
  await field.fill('7')
  await stage.patch('price', { defaultVariant: 'far' })
  try {
    await present.waitFor()
    await page.getByText('Free from 150').waitFor()
    expect(await field.inputValue()).toBe('7')
    expect(await field.evaluate((input) => input.matches(':focus'))).toBe(true)
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    expect([await field.inputValue(), await present.count()]).toEqual(['150', 0])

    // Where it is looked into as well, and what is typed can still be forced.
    await row.getByRole('button', { name: 'price', exact: true }).click()
    await panel.getByRole('heading', { name: 'price' }).waitFor()
    const alone = panel.getByRole('textbox', { name: 'Value of price' })
    await alone.fill('8')
    await stage.patch('price', { defaultVariant: 'near' })
    await panel.getByText('The service gives now: 80').waitFor()
    expect(await alone.inputValue()).toBe('8')
    await page.keyboard.press('Enter')
    await page.getByText('Free from 8', { exact: true }).waitFor()
    expect(await panel.getByText(/gives now/).count()).toBe(0)
  } finally {
    await stage.patch('price', { defaultVariant: 'near' })
  }
  expect(errors).toEqual([])
})

it('keeps what somebody types as JSON or as a long text while the service changes that', async () => {
  await using visit = await stage.visit('?bare')
  const { page, errors } = visit
  const panel = await openPanel(page)
  const changeWords = (value: string): Promise<void> =>
    stage.patch('cta', { variants: { plain: { value } } })
  const changeTheme = (defaultVariant: string, deep: object | null): Promise<void> =>
    stage.patch('theme', { defaultVariant, variants: { deep } })
  try {
    // What is typed into a field of one line stays there, also where the value needs more by then.
    const field = panel.getByRole('textbox', { name: 'Value of cta' })
    await field.fill('mine')
    await changeWords('One line\nand another')
    await panel.getByText('The service gives now: One line').waitFor()
    expect(await field.inputValue()).toBe('mine')
    await page.keyboard.press('Escape')
    await field.waitFor({ state: 'detached' })

    await panel.getByRole('button', { name: 'theme', exact: true }).click()
    const text = panel.getByRole('textbox', { name: 'Value of theme as JSON' })
    await text.fill('{"colour":"red"}')
    await changeTheme('deep', { value: { colour: 'green' } })
    await panel.getByText('The service gives now: {"colour":"green"}').waitFor()
    expect(await text.inputValue()).toBe('{"colour":"red"}')
    await panel.getByRole('button', { name: 'Apply' }).click()
    await panel.getByText('theme is forced.').waitFor()
    expect(await panel.getByText(/gives now/).count()).toBe(0)
  } finally {
    await changeWords('Buy now')
    await changeTheme('sea', null)
  }
  expect(errors).toEqual([])
})
