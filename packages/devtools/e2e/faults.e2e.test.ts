import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

it.each<[RegExp, RegExp]>([
  [/Gone/, /The service does not answer/],
  [/Errors/, /The service does not answer/],
  [/Refused/, /The service refuses the client key/],
  [/Offline/, /The service does not answer/],
])('rehearses %s on this page, and mends it', async (name, words) => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page, 'Faults')
  // Whoever rehearses has looked at the page for a while.
  await panel.locator('header').getByText(/^live/).waitFor()
  await panel.getByRole('radio', { name }).check()
  await panel.getByRole('status').getByText(words).waitFor()
  expect(await page.evaluate(() => navigator.onLine)).toBe(name.source !== 'Offline')
  // What is held is shown all the same.
  expect(await page.locator('#buy').textContent()).toBe('Buy now')
  await panel.getByRole('radio', { name: /As it is/ }).check()
  await panel
    .locator('header')
    .getByText(/version 1, checked/)
    .waitFor()
  expect(await page.evaluate(() => navigator.onLine)).toBe(true)
  expect(errors).toEqual([])
})

it('says in the trigger and in a report that a fault is rehearsed, and what was crashed by hand', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page, 'What if')
  await panel.getByRole('combobox', { name: 'Persona' }).selectOption({ label: 'Bob in Norway' })
  await panel.getByRole('button', { name: 'Look at the page as if' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await panel.getByRole('tab', { name: 'Faults' }).click()
  await panel.getByRole('combobox', { name: /treatment crashes/ }).selectOption('layout')
  await panel.getByRole('button', { name: 'Crash it' }).click()
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  await panel.getByRole('radio', { name: /Errors/ }).check()
  await panel.getByRole('tab', { name: 'Report' }).click()
  const report = await panel.getByRole('textbox', { name: /^The report/ }).inputValue()
  expect(report).toContain('Rehearsed with devtools, and no real fault: error 500')
  expect(report).toContain('Looked at as if: Bob in Norway')
  expect(report).toContain('crash layout: on: crashed by hand')
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  await page
    .getByRole('button', { name: 'Sluice fault rehearsed as if Bob in Norway: devtools' })
    .waitFor()
})

it('crashes the treatment that is forced, and says where there is only a control', async () => {
  await using visit = await stage.visit('?bare&cases')
  const { page } = visit
  const panel = await openPanel(page, 'Faults')
  const flag = panel.getByRole('combobox', { name: /treatment crashes/ })
  const noTreatment = panel.getByText('The page shows its control')
  await flag.selectOption('price')
  await panel.getByText('Nothing on this page is known to draw it').waitFor()
  for (const [name, element, control, treatment, override] of [
    ['layout', '#layout', 'Old layout', 'New layout', { variant: 'on', value: true }],
    ['cta', '#case', 'plain case', 'warm case', { variant: 'warm', value: 'Warm' }],
  ] as const) {
    await flag.selectOption(name)
    await noTreatment.waitFor()
    await page.evaluate(
      ([forced, by]) => {
        const { client } = window as never as {
          client: { setOverride(flag: string, override: object): void }
        }
        client.setOverride(forced, by)
      },
      [name, override] as const,
    )
    const drawn = page.locator(element)
    await drawn.filter({ hasText: treatment }).waitFor()
    await noTreatment.waitFor({ state: 'detached' })
    await panel.getByRole('button', { name: 'Crash it' }).click()
    await drawn.filter({ hasText: control }).waitFor()
    expect(await noTreatment.count()).toBe(0)
    await panel.getByRole('button', { name: 'Mend it' }).click()
    await drawn.filter({ hasText: treatment }).waitFor()
  }
})

it('crashes a treatment without telling the service, and mends it', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const posted: string[] = []
  page.on('request', (request) => posted.push(request.postData() ?? ''))
  const panel = await openPanel(page)
  await panel.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await stage.patch('layout', { rules: [{ id: 'all', serve: { variant: 'on' } }] })
  await panel.getByRole('button', { name: 'Reset layout' }).click()
  await panel.getByRole('tab', { name: 'Faults' }).click()
  await panel.getByRole('combobox', { name: /treatment crashes/ }).selectOption('layout')
  await panel.getByRole('button', { name: 'Crash it' }).click()
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  await panel.getByRole('button', { name: 'Mend it' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await page.waitForTimeout(500)
  expect(posted.join()).not.toContain('"crash"')
})

it('revokes consent as a person would, and expires the cache', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const kept = (): Promise<number> =>
    page.evaluate(() => Object.keys(localStorage).filter((key) => /^sluice\.[^d]/.test(key)).length)
  const panel = await openPanel(page, 'Faults')
  expect(await kept()).toBeGreaterThan(0)
  await panel.getByRole('button', { name: 'Expire the cache' }).click()
  await panel.getByText('The cache is gone').waitFor()
  await panel.getByRole('button', { name: 'Revoke consent' }).click()
  await panel.getByText('Consent is denied.').waitFor()
  expect(
    await page.evaluate(() =>
      (window as never as { client: { consent(): string } }).client.consent(),
    ),
  ).toBe('denied')
  await panel.getByRole('tab', { name: 'Events' }).click()
  await panel.getByText('Consent is denied: nothing is recorded').waitFor()
  await panel.getByRole('tab', { name: 'Faults' }).click()
  await panel.getByRole('button', { name: 'Give consent again' }).click()
  await panel.getByText('Consent is granted.').waitFor()
})
