import { noteUse } from '@sluice/testing'
import { forceFlags } from '@sluice/testing/playwright'
import { readManifest } from '@sluice/testing/coverage'
import '@sluice/testing/vitest'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { setStage, type Stage } from './support/stage.ts'
import { expectText } from './support/visit.ts'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
  await stage.service.start()
  await stage.service.load()
})

afterAll(() => stage[Symbol.asyncDispose]())

it('forces variants in a page, over what the service says', async () => {
  const manifest = await readManifest(fileURLToPath(new URL('../flags.yaml', import.meta.url)))
  await using context = await stage.browser.newContext()
  const page = await context.newPage()
  const sluice = await forceFlags(
    page,
    { variants: { banner: 'kiln', reviews: 'off', 'hero-layout': 'letter' } },
    manifest,
  )
  await page.goto(stage.shop.url)
  await expectText(page, 'The kiln is open!')
  expect(await page.locator('.stars').count()).toBe(0)

  // The page that is open follows, also where the flag keeps a value for the session.
  await sluice.force({ variants: { reviews: 'on', banner: 'duties' } })
  await expectText(page, 'Duties and taxes are in the price.')
  await page.locator('.stars').first().waitFor()

  await sluice.release()
  await expectText(page, 'Thrown and fired in one old mill')

  const uses = await sluice.uses()
  for (const use of uses) noteUse(use)
  expect(uses.map(({ flag, variant }) => `${flag} ${variant}`)).toEqual(
    expect.arrayContaining(['banner kiln', 'banner duties', 'banner plain', 'hero-layout letter']),
  )
  // What records no exposure is told by what was read.
  expect(uses).toContainEqual({ flag: 'wholesale-prices', variant: 'off', value: false })
  // The chip at the bottom reads every flag, which draws none.
  expect(uses.map(({ flag }) => flag)).not.toContain('new-checkout')
  expect(sluice).toHaveExposed('banner', { variant: 'kiln', override: true })
  expect(sluice).toHaveExposed('banner', { variant: 'plain', override: false })
})
