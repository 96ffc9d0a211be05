import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { setStage, type Stage } from './support/stage.ts'
import { chipSays, isMarked, mark } from './support/visit.ts'

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
  await page.getByText('The kiln is open!').waitFor()
  await chipSays(page, 'live')
  await mark(page)

  await stage.service.end('SIGKILL')
  await chipSays(page, 'reconnecting')
  expect(await page.getByText('The kiln is open!').isVisible()).toBe(true)

  await stage.service.start()
  await stage.service.serve('banner', 'duties')

  await page.getByText('Duties and taxes are in the price').waitFor({ timeout: 40_000 })
  await chipSays(page, 'live')
  expect(await isMarked(page)).toBe(true)
  expect(errors).toEqual([])
})

it('keeps every acknowledged change when the service is killed', async () => {
  await stage.service.serve('banner', 'kiln')
  await stage.service.end('SIGKILL')
  await stage.service.start()

  await using visit = await stage.visit()

  await visit.page.getByText('The kiln is open!').waitFor()
})

it('opens with the defaults when there is no service, and recovers when there is one', async () => {
  await stage.service.serve('banner', 'kiln')
  await stage.service.end('SIGTERM')
  await using visit = await stage.visit()
  const { page, errors } = visit
  await chipSays(page, 'offline, defaults')
  await page.getByText('Thrown and fired in one old mill').waitFor()
  expect(await page.locator('.piece-card').count()).toBe(12)
  await mark(page)

  await stage.service.start()

  await page.getByText('The kiln is open!').waitFor({ timeout: 40_000 })
  await chipSays(page, 'live')
  expect(await isMarked(page)).toBe(true)
  expect(errors).toEqual([])
})

it('opens with what the last visit saw when the service is gone', async () => {
  await stage.service.serve('banner', 'kiln')
  await using visit = await stage.visit()
  const { page } = visit
  await page.getByText('The kiln is open!').waitFor()
  await stage.service.end('SIGKILL')

  await page.reload()

  await page.getByText('The kiln is open!').waitFor()
  await chipSays(page, 'reconnecting')
})

it('catches up after the network was gone', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await chipSays(page, 'live')
  await page.getByText('Thrown and fired in one old mill').waitFor()
  await mark(page)

  await page.context().setOffline(true)
  await stage.service.serve('banner', 'kiln')
  await page.getByRole('button', { name: 'Add Moor bowl to the basket' }).click()
  expect(await page.getByText('Thrown and fired in one old mill').isVisible()).toBe(true)
  await page.context().setOffline(false)

  await page.getByText('The kiln is open!').waitFor({ timeout: 40_000 })
  await chipSays(page, 'live')
  expect(await isMarked(page)).toBe(true)
  expect(errors).toEqual([])
})
