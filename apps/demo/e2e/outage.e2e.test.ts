import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { setStage, type Stage } from './support/stage.ts'
import { expectChip, expectText, isMarked, mark } from './support/visit.ts'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
})

beforeEach(async () => {
  await stage.service.end()
  await stage.service.start()
  await stage.service.load()
})

afterAll(() => stage[Symbol.asyncDispose]())

it('keeps its values while the service is killed and started again, and then catches up', async () => {
  await stage.service.serve('banner', 'kiln')
  await using visit = await stage.visit()
  const { page, errors } = visit
  await expectText(page, 'The kiln is open!')
  await expectChip(page, 'live')
  await mark(page)

  await stage.service.end('SIGKILL')
  await expectChip(page, 'reconnecting')
  expect(await page.getByText('The kiln is open!').isVisible()).toBe(true)

  await stage.service.start()
  await stage.service.serve('banner', 'duties')

  await expectText(page, 'Duties and taxes are in the price')
  await expectChip(page, 'live')
  expect(await isMarked(page)).toBe(true)
  expect(errors).toEqual([])
})

it('keeps every acknowledged change when the service is killed', async () => {
  await stage.service.serve('banner', 'kiln')
  await stage.service.end('SIGKILL')
  await stage.service.start()

  await using visit = await stage.visit()

  await expectText(visit.page, 'The kiln is open!')
})

it('opens with the defaults when there is no service, and recovers when there is one', async () => {
  await stage.service.serve('banner', 'kiln')
  await stage.service.end('SIGTERM')
  await using visit = await stage.visit()
  const { page, errors } = visit
  await expectChip(page, 'offline, defaults')
  await expectText(page, 'Thrown and fired in one old mill')
  expect(await page.locator('.piece-card').count()).toBe(12)
  await mark(page)

  await stage.service.start()

  await expectText(page, 'The kiln is open!')
  await expectChip(page, 'live')
  expect(await isMarked(page)).toBe(true)
  expect(errors).toEqual([])
})

it('opens with what the last visit saw when the service is gone', async () => {
  await stage.service.serve('banner', 'kiln')
  await using visit = await stage.visit()
  const { page } = visit
  await expectText(page, 'The kiln is open!')
  await stage.service.end('SIGKILL')

  await page.reload()

  await expectText(page, 'The kiln is open!')
  await expectChip(page, 'reconnecting')
})

it('catches up after the network was gone', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await expectChip(page, 'live')
  await expectText(page, 'Thrown and fired in one old mill')
  await mark(page)

  await page.context().setOffline(true)
  await stage.service.serve('banner', 'kiln')
  // The stream still tells of the change; asking for it fails.
  await expectChip(page, 'reconnecting')
  await page.getByRole('button', { name: 'Add Moor bowl to the basket' }).click()
  expect(await page.getByText('Thrown and fired in one old mill').isVisible()).toBe(true)
  await page.context().setOffline(false)

  await expectText(page, 'The kiln is open!')
  await expectChip(page, 'live')
  expect(await isMarked(page)).toBe(true)
  expect(errors).toEqual([])
})

it('shows what it has while the service hangs, also after a reload, and catches up when it goes on', async () => {
  await stage.service.serve('banner', 'kiln')
  await using visit = await stage.visit()
  const { page, errors } = visit
  await expectText(page, 'The kiln is open!')
  await expectChip(page, 'live')

  stage.service.halt()
  await page.reload()
  await expectText(page, 'The kiln is open!')
  // Long before the request is given up.
  const chip = page.locator('.status-chip').filter({ hasText: 'reconnecting' })
  await chip.waitFor({ timeout: 8000 })
  stage.service.goOn()
  await stage.service.serve('banner', 'duties')

  await expectText(page, 'Duties and taxes are in the price')
  await expectChip(page, 'live')
  expect(errors).toEqual([])
})
