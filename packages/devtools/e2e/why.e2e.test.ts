import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

it('says why, and shows the rules to those who may read them', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page)
  await panel.getByRole('button', { name: 'layout', exact: true }).click()
  await panel.getByText('No rule includes this person').waitFor()
  await panel.getByText(/From the service, confirmed/).waitFor()
  const token = panel.getByLabel('Token that may read rules')
  await token.fill('sluice_admin_nobody')
  await panel.getByRole('button', { name: 'Explain rule by rule' }).click()
  await panel.getByRole('alert').filter({ hasText: '401' }).waitFor()
  await token.fill('sluice_admin_demo')
  await token.press('Enter')
  await panel.getByText('norway: its condition does not hold').waitFor()
  await panel.getByText('country in "NO": it is "DE"').waitFor()
  await panel.getByText('a-tenth: this person is not covered').waitFor()
  await panel.getByText(/on: bucket 0\.\d{4}, needs 0\.0000 to < 0\.0000/).waitFor()
  // A token is nobody else's: it is in no storage.
  const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))
  expect(stored).not.toContain('sluice_admin')
  expect(errors).toEqual([])
})

it('knows variants and owners from the service where a token may read rules', async () => {
  await using visit = await stage.visit('?bare')
  const { page, errors } = visit
  const panel = await openPanel(page)
  await panel.getByRole('textbox', { name: 'Value of cta' }).waitFor()
  await panel.getByRole('button', { name: 'layout', exact: true }).click()
  const token = panel.getByLabel('Token that may read rules')
  await token.fill('sluice_admin_demo')
  await token.press('Enter')
  await panel.getByText('owned by checkout').first().waitFor()
  await panel.getByText('norway: its condition does not hold').waitFor()
  await page.keyboard.press('Escape')
  await panel.getByRole('combobox', { name: 'cta' }).selectOption('warm')
  const forced = await page.evaluate(() => {
    const { client } = window as unknown as { client: { overrides(): Map<string, object> } }
    return client.overrides().get('cta')
  })
  expect(forced).toMatchObject({ variant: 'warm', value: 'Send it on its way' })
  expect(errors).toEqual([])
})

it('tells how old what it shows is, and that rules have changed since they were explained', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page)
  await panel.getByText('live, version').waitFor()
  await panel.getByText(/checked \d s ago/).waitFor()
  await panel.getByRole('button', { name: 'layout', exact: true }).click()
  await panel.getByText(/From the service, confirmed \d+ s ago/).waitFor()
  await panel.getByLabel('Token that may read rules').fill('sluice_admin_demo')
  await panel.getByRole('button', { name: 'Explain rule by rule' }).click()
  await panel.getByText('norway: its condition does not hold').waitFor()
  const old = panel.getByText('have changed since this was explained: ask again.')
  expect(await old.count()).toBe(0)
  await stage.patch('layout', { description: 'Another.' })
  await old.waitFor()
  await panel.getByRole('button', { name: 'Explain rule by rule' }).click()
  await old.waitFor({ state: 'detached' })
  expect(errors).toEqual([])
})

it('says that a flag is off, that it is unknown, and what is held back', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page)
  await panel.getByRole('switch', { name: 'closed' }).click()
  await panel.getByRole('button', { name: 'closed', exact: true }).click()
  await panel.getByText('The flag is off, for everybody. (DISABLED)').waitFor()
  await panel.getByText('what you see, nobody is served').waitFor()
  expect(visit.errors).toEqual([])
})

it('follows the service live, and lists what has changed since the page was loaded', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page)
  // The default of the page is the same, so that does not tell whether the service has answered.
  await panel.getByText('live, version').waitFor()
  await page.locator('#price', { hasText: '80' }).waitFor()
  await stage.patch('price', { defaultVariant: 'far' })
  await page.locator('#price', { hasText: '150' }).waitFor()
  await panel.getByRole('combobox', { name: 'Which flags' }).selectOption('changed')
  await panel.getByText('1 of 8 flags').waitFor()
  await panel.getByText('at load: 80').waitFor()
  await panel.getByRole('tab', { name: 'Events' }).click()
  await panel.getByText('near → far').waitFor()
  await stage.patch('price', { defaultVariant: 'near' })
  expect(visit.errors).toEqual([])
})
