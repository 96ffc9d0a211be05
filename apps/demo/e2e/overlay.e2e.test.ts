import { afterAll, beforeAll, expect, it } from 'vitest'
import { Demo } from './support/demo.ts'
import { setStage, type Stage } from './support/stage.ts'
import { expectText, openBrowser, visit } from './support/visit.ts'

let stage: Stage
beforeAll(async () => {
  stage = await setStage()
  await stage.service.start()
  await stage.service.load()
})
afterAll(() => stage[Symbol.asyncDispose]())

it('shows the overlay over the shop that `npm start` serves, with names and people', async () => {
  await using demo = await Demo.prepare()
  await demo.start()
  await using browser = await openBrowser()
  await using shop = await visit(browser, demo.shopUrl)
  const { page } = shop
  await page.keyboard.press('Control+Shift+G')
  const panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
  const banner = panel.getByRole('combobox', { name: 'Variant of banner' })
  await banner.selectOption({ label: 'Kiln opening' })
  await expectText(page, 'The kiln is open!')
  await panel.getByRole('tab', { name: 'What if' }).click()
  const people = panel.getByRole('combobox', { name: 'Persona' })
  await people.selectOption({ label: 'Ingrid Dahl' })
  await panel.getByRole('button', { name: 'What would change?' }).click()
  await panel.getByText('free-delivery-from').waitFor()
  await panel.getByRole('tab', { name: 'X-ray' }).click()
  // Where elements and hooks are written tells the build plugin.
  await panel.getByText(/Variant .* src\/hero\/Hero\.tsx:\d+/).waitFor()
  await panel.getByText(/Banner src\/banner\/Banner\.tsx:\d+/).waitFor()
  expect(shop.errors).toEqual([])
})

it('has no overlay in production, where neither links nor storage force anything', async () => {
  const scenario = { version: 1, name: 'x', overrides: { banner: { variant: 'kiln' } } }
  const payload = Buffer.from(JSON.stringify(scenario)).toString('base64url')
  await using shop = await stage.visit(`?banner=kiln#sluice=${payload}`)
  const { page } = shop
  await page.evaluate(() => {
    localStorage.setItem('sluice.devtools.settings', '{"isEnabled":true,"keep":"browser"}')
    const forced = { banner: { value: { text: 'forced' }, variant: 'kiln' } }
    const kept = JSON.stringify({ at: Date.now(), forced })
    localStorage.setItem('sluice.devtools.overrides', kept)
  })
  await page.reload()
  await expectText(page, 'Thrown and fired in one old mill')
  await page.keyboard.press('Control+Shift+G')
  expect(await page.locator('sluice-devtools').count()).toBe(0)
  expect(await page.evaluate(() => 'sluice' in globalThis)).toBe(false)
  expect(shop.errors).toEqual([])
})
