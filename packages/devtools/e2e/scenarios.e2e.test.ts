import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { encode } from './support/encode.ts'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] }

it('keeps named scenarios, saves and opens files, and those of the app', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page, 'Share')
  await panel.getByRole('button', { name: 'Open Warm words' }).click()
  await panel.getByRole('button', { name: 'Keep', exact: true }).click()
  await page.locator('#buy', { hasText: 'Send it on its way' }).waitFor()
  await panel.getByRole('textbox', { name: 'Name' }).fill('Mine')
  await panel.getByRole('button', { name: 'Keep here' }).click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    panel.getByRole('button', { name: 'Save as file' }).click(),
  ])
  const text = await readFile(await file.path(), 'utf8')
  expect(JSON.parse(text)).toMatchObject({
    version: 1,
    name: 'Mine',
    overrides: { cta: { variant: 'warm' } },
  })
  await panel.getByRole('button', { name: 'Reset all (1)' }).click()
  await panel.getByRole('textbox', { name: 'A scenario as JSON' }).fill(text)
  await panel.getByRole('button', { name: 'Open this' }).click()
  await panel.getByRole('button', { name: 'Keep', exact: true }).click()
  await page.locator('#buy', { hasText: 'Send it on its way' }).waitFor()
  await panel.getByRole('button', { name: 'Forget Mine' }).click()
  expect(await panel.getByText('Mine', { exact: true }).count()).toBe(0)
})

it('opens again whatever it keeps and saves, and says so of what is too large for that', async () => {
  await using visit = await stage.visit('', clipboard)
  const { page, errors } = visit
  const forceTheme = (length: number): Promise<void> =>
    page.evaluate(
      (letters) =>
        (
          window as never as { client: { setOverride(key: string, override: object): void } }
        ).client.setOverride('theme', { value: { colour: 'x'.repeat(letters) } }),
      length,
    )
  await forceTheme(200_000)
  const panel = await openPanel(page, 'Share')
  await panel.getByText(/takes 2\d{5} characters, a link 16384. Keep it in a file./).waitFor()
  await panel.getByRole('textbox', { name: 'Name' }).fill('Long')
  await panel.getByRole('button', { name: 'Copy JSON' }).click()
  await panel.getByText('Scenario copied.').waitFor()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  await panel.getByRole('button', { name: 'Keep here' }).click()
  await panel.getByText('"Long" is kept in this browser.').waitFor()

  await forceTheme(1_100_000)
  await panel.getByRole('textbox', { name: 'Name' }).fill('Too long')
  const refusal = /^"Too long" takes 11\d{5} characters, and 1048576 at most can be opened again/
  for (const name of ['Copy JSON', 'Save as file', 'Keep here']) {
    await panel.getByRole('button', { name }).click()
    await panel.getByRole('status').getByText(refusal).waitFor()
    await panel.getByRole('button', { name: 'Open Warm words' }).click()
    await panel.getByRole('button', { name: 'Discard' }).click()
    await panel.getByRole('status').getByText(refusal).waitFor({ state: 'detached' })
  }
  expect(
    await page.evaluate(() => localStorage.getItem('sluice.devtools.scenarios')),
  ).not.toContain('Too long')

  await page.evaluate(() => {
    sessionStorage.clear()
    ;(window as never as { client: { clearOverrides(): void } }).client.clearOverrides()
  })
  await page.reload()
  await openPanel(page)
  await panel.getByRole('tab', { name: 'Share' }).click()
  await panel.getByRole('button', { name: 'Open Long' }).waitFor()
  await panel.getByRole('textbox', { name: 'A scenario as JSON' }).fill(text)
  await panel.getByRole('button', { name: 'Open this' }).click()
  await panel.getByRole('button', { name: 'Keep', exact: true }).click()
  const colour = await page.evaluate(() =>
    (
      window as never as {
        client: { peek(key: string, value: object): { value: { colour: string } } }
      }
    ).client.peek('theme', {}),
  )
  expect(colour.value.colour).toHaveLength(200_000)
  expect(errors).toEqual([])
})

it('keeps nothing where nothing would change, and lets the name of a link turn no other words', async () => {
  const name = 'nrut \u202E and turn'
  const overrides = { ghost: { value: 1 }, theme: { value: { colour: 5 } } }
  await using visit = await stage.visit(`#sluice=${encode({ version: 1, name, overrides })}`)
  const { page, errors } = visit
  const banner = page.getByRole('group', { name: 'Something to open' })
  await banner.getByText('theme was refused: its value.colour is number, and not string.').waitFor()
  expect(await banner.locator('bdi').textContent()).toBe(name)
  const keep = banner.getByRole('button', { name: 'Keep' })
  expect(await keep.isDisabled()).toBe(true)
  // That nothing else is forced is something.
  await banner.getByRole('combobox').selectOption('clear')
  expect(await keep.isEnabled()).toBe(true)
  await banner.getByRole('button', { name: 'Discard' }).click()

  const panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
  await panel.getByRole('tab', { name: 'Share' }).click()
  await panel.getByRole('textbox', { name: 'A scenario as JSON' }).fill('{}')
  await panel.getByRole('button', { name: 'Open this' }).click()
  await panel.getByText('This is no scenario.').waitFor()
  await panel
    .getByRole('textbox', { name: 'A scenario as JSON' })
    .fill('{"version":1,"name":"Fine"}')
  await panel.getByRole('button', { name: 'Open this' }).click()
  await panel.getByText('This is no scenario.').waitFor({ state: 'detached', timeout: 2000 })
  expect(errors).toEqual([])
})
