import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

it('shows what would change before anything does, then looks as somebody else, and back', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  const panel = await openPanel(page, 'What if')
  await panel.getByRole('combobox', { name: 'Persona' }).selectOption({ label: 'Bob in Norway' })
  await panel.getByRole('button', { name: 'What would change?' }).click()
  await panel.getByText('1 flag would change:').waitFor()
  await panel.getByText('off (false)').waitFor()
  expect(await page.locator('#layout').textContent()).toBe('Old layout')
  await panel.getByRole('button', { name: 'Look at the page as if' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await panel.getByText('as if').first().waitFor()
  // Closed, it says so as well, and no less when something is forced besides.
  await page.keyboard.press('Escape')
  const pill = page.locator('sluice-devtools .pill')
  await page.getByRole('button', { name: 'Sluice as if Bob in Norway: devtools' }).waitFor()
  expect(await pill.textContent()).toBe('Sluice as if')
  await openPanel(page, 'What if')
  await panel.getByRole('button', { name: 'As yourself' }).click()
  await page.getByRole('button', { name: 'Sluice devtools', exact: true }).waitFor()
  expect(await pill.textContent()).toBe('Sluice')
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  expect(errors).toEqual([])
})

it('looks as nobody else once the page signs somebody in, and says so', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page, 'What if')
  await panel.getByRole('combobox', { name: 'Persona' }).selectOption({ label: 'Bob in Norway' })
  await panel.getByRole('button', { name: 'Look at the page as if' }).click()
  await page.getByRole('button', { name: 'Sluice as if Bob in Norway: devtools' }).waitFor()
  await page.evaluate(() => {
    const { client } = window as never as { client: { setContext(context: object): void } }
    client.setContext({ targetingKey: 'salt-and-rye', country: 'DE' })
  })
  await panel.getByText('no longer as if you were Bob in Norway.').waitFor()
  expect(await panel.getByRole('button', { name: 'As yourself' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Sluice devtools', exact: true }).waitFor()
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  expect(errors).toEqual([])
})

it('resets a field, refuses what is no JSON, and keeps a persona', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page, 'What if')
  const country = panel.getByRole('textbox', { name: 'Value of country, as JSON' })
  await country.fill('"NO"')
  await panel.getByRole('button', { name: 'Reset country' }).click()
  expect(await country.inputValue()).toBe('"DE"')
  await country.fill('NO')
  expect(await panel.getByRole('button', { name: 'What would change?' }).isDisabled()).toBe(true)
  await country.fill('"NO"')
  await panel.getByRole('textbox', { name: 'Name of the persona' }).fill('Me abroad')
  await panel.getByRole('button', { name: 'Save persona' }).click()
  await page.reload()
  const again = await openPanel(page, 'What if')
  await again.getByRole('combobox', { name: 'Persona' }).selectOption({ label: 'Me abroad' })
  await again.getByRole('button', { name: 'What would change?' }).click()
  await again.getByText('1 flag would change:').waitFor()
})

it('keeps nothing sensitive of a persona, says so, and forgets all with revoked consent', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const kept = (): Promise<string | null> =>
    page.evaluate(() => localStorage.getItem('sluice.devtools.personas'))
  const panel = await openPanel(page, 'What if')
  const save = async (name: string): Promise<void> => {
    await panel.getByRole('textbox', { name: 'Name of the persona' }).fill(name)
    await panel.getByRole('button', { name: 'Save persona' }).click()
  }
  await save('Ada')
  await panel.getByText('"Ada" is kept in this browser without email').waitFor()
  expect(JSON.parse((await kept()) ?? '{}')).toMatchObject({
    list: [{ name: 'Ada', context: { targetingKey: 'ada', country: 'DE' } }],
  })
  expect(await kept()).not.toContain('acme')
  // On this page she is whole.
  await panel.getByRole('button', { name: 'Remove email' }).click()
  await panel.getByRole('combobox', { name: 'Persona' }).selectOption({ label: 'Ada' })
  await panel.getByRole('textbox', { name: 'Value of email, as JSON' }).waitFor()

  await panel.getByRole('tab', { name: 'Faults' }).click()
  await panel.getByRole('button', { name: 'Revoke consent' }).click()
  await panel.getByText('Consent is denied.').waitFor()
  expect(await kept()).toBeNull()
  await panel.getByRole('tab', { name: 'What if' }).click()
  await save('Ada again')
  await panel.getByText('"Ada again" is here until the page goes').waitFor()
  expect(await kept()).toBeNull()
  expect(errors).toEqual([])
})

it('shows only what would change for whom the fields say now, whichever answer comes last', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page, 'What if')
  const country = panel.getByRole('textbox', { name: 'Value of country, as JSON' })
  const ask = panel.getByRole('button', { name: 'What would change?' })
  const isSlow = Promise.withResolvers<void>()
  await page.route('**/evaluate/flags', async (route) => {
    if (route.request().postData()?.includes('"NO"')) await isSlow.promise
    await route.continue()
  })
  await country.fill('"NO"')
  await ask.click()
  await country.fill('"DE"')
  await ask.click()
  await panel.getByText('Nothing would change.').waitFor()
  const late = page.waitForResponse((answer) => answer.url().endsWith('/evaluate/flags'))
  isSlow.resolve()
  await (await late).finished()
  await page.waitForTimeout(100)
  expect(await panel.getByText('Nothing would change.').count()).toBe(1)
  expect(await panel.getByText('1 flag would change:').count()).toBe(0)

  await country.fill('"NO"')
  await panel.getByText('Nothing would change.').waitFor({ state: 'detached' })
  expect(errors).toEqual([])
})

it('looks as nobody whom the service would refuse, says why, and leaves the page its values', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page, 'What if')
  const key = panel.getByRole('textbox', { name: 'Value of targetingKey, as JSON' })
  const asIf = panel.getByRole('button', { name: 'Look at the page as if' })
  await key.fill('7')
  await panel
    .getByRole('status')
    .getByText('its attribute "targetingKey" has to be a string, and is number.')
    .waitFor()
  expect(await asIf.isDisabled()).toBe(true)
  await key.fill('bob')
  await panel.getByText('the value of "targetingKey" cannot be taken. It is no JSON').waitFor()
  await key.fill('"bob"')
  await panel.getByText('cannot be taken').waitFor({ state: 'detached' })
  expect(await asIf.isEnabled()).toBe(true)
  expect(await page.locator('#layout').textContent()).toBe('Old layout')
  expect(errors).toEqual([])
})

it('leaves out a kept persona that is none, and says so', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await page.evaluate(() => {
    const list = [null, { name: 'Nobody', context: null }, { name: 'Cleo', context: {} }]
    localStorage.setItem('sluice.devtools.personas', JSON.stringify({ list }))
  })
  const panel = await openPanel(page, 'What if')
  const people = panel.getByRole('combobox', { name: 'Persona' })
  await people.waitFor()
  expect(await people.getByRole('option').allTextContents()).toEqual([
    'Choose a persona…',
    'Bob in Norway',
    'Cleo',
  ])
  await panel.getByText('A persona that was kept has no name or no context').waitFor()
  expect(errors).toEqual([])
})

it('looks into another version with a token, and says which there is not', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  await stage.patch('banner', { rules: [{ id: 'all', serve: { variant: 'on' } }] })
  await page.locator('#banner', { hasText: 'The banner' }).waitFor()
  const panel = await openPanel(page, 'What if')
  await panel.getByText('Another time, or another version').click()
  await panel.getByLabel('Token that may read rules').fill('sluice_admin_demo')
  // What no page is served is no change.
  await panel.getByLabel('Version of the ruleset').fill('2')
  await panel.getByRole('button', { name: 'What would change?' }).click()
  await panel.getByText('Nothing would change.').waitFor()
  await panel.getByLabel('Version of the ruleset').fill('1')
  await panel.getByRole('button', { name: 'What would change?' }).click()
  await panel.getByText('1 flag would change:').waitFor()
  await panel.getByText('on (true)').waitFor()
  await panel.getByLabel('Version of the ruleset').fill('999')
  await panel.getByRole('button', { name: 'What would change?' }).click()
  await panel.getByRole('alert').filter({ hasText: '404' }).waitFor()
  expect(visit.errors).toEqual([])
})
