import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFindings, openStage, signIn, type Stage } from './support/stage.ts'

const FLAGS = '/environments/development/flags'

/** The day in UTC, as charts are read. */
const dayNow = (): string => new Date().toISOString().slice(0, 10)

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await stage.admin('POST', '/v1/environments', { key: 'staging' })
}, 120_000)
afterAll(async () => stage[Symbol.asyncDispose]())

describe('exposures', () => {
  it('are a chart and a table, for a stretch of time that is in the address', async () => {
    const before = dayNow()
    for (let index = 0; index < 3; index++) await stage.expose('hero-layout')
    await using visit = await stage.visit(`${FLAGS}/hero-layout`)
    const { page } = visit
    await signIn(page)
    const figure = page.getByRole('figure', { name: 'Exposures a day' })
    await figure.getByText('in all:').waitFor()
    const line = figure.getByRole('group').first()
    await figure.getByRole('img').first().focus()
    await page.keyboard.press('End')
    const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    const day = /, (\d{4}-\d\d-\d\d), [\d,]+$/.exec(label ?? '')?.[1]
    // A day may end while it is drawn.
    expect([before, dayNow()]).toContain(day)
    expect(await line.count()).toBe(1)
    await figure.getByRole('button', { name: 'Table' }).click()
    expect(await figure.getByRole('row').count()).toBe(15)
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('link', { name: 'Last 24 hours' }).click()
    await page.getByRole('figure', { name: 'Exposures an hour' }).waitFor()
    expect(page.url()).toContain('span=day')
  })

  it('of nobody are a sentence', async () => {
    await using visit = await stage.visit(`${FLAGS}/banner`)
    await signIn(visit.page)
    const said = visit.page.getByText('Nobody was shown this flag in the last 14 days')
    await said.waitFor()
    expect(await visit.page.locator('.chart').count()).toBe(0)
  })
})

describe('stars', () => {
  it('show at once, stay over a visit, and narrow the list down', async () => {
    await using visit = await stage.visit(FLAGS)
    const { page } = visit
    await signIn(page)
    const star = page.getByRole('button', { name: 'Star Opening picture' })
    let answerNow = (): void => undefined
    const held = new Promise<void>((resolve) => (answerNow = resolve))
    await page.route('**/stars/**', async (route) => {
      await held
      await route.continue()
    })
    await star.click()
    // The service has not answered yet.
    await expect.poll(async () => star.getAttribute('aria-pressed')).toBe('true')
    answerNow()
    await page.waitForLoadState('networkidle')
    await page.reload()
    await page.getByRole('link', { name: 'Show only what you starred' }).click()
    await page.getByText('1 flag that you starred').waitFor()
    expect(page.url()).toContain('starred=true')
    await expect.poll(async () => star.getAttribute('aria-pressed')).toBe('true')
    expect(await axeFindings(page)).toEqual([])
    await star.click()
    await page.getByText('0 flags that you starred').waitFor()
  })

  it('are put back where the service refuses, with the reason', async () => {
    await using visit = await stage.visit('/environments/development/experiments')
    const { page } = visit
    await signIn(page)
    await page.route('**/stars/**', async (route) =>
      route.fulfill({ status: 409, json: { code: 'TOO_MANY_STARS', detail: 'Take one away.' } }),
    )
    const star = page.getByRole('button', { name: 'Star Opening picture' })
    await star.click()
    await page.getByRole('alert').getByText('Take one away.').waitFor()
    expect(await star.getAttribute('aria-pressed')).toBe('false')
  })
})

it('tells of a flag where it is on, when it was seen, what changed, and how environments differ', async () => {
  await stage.admin('PATCH', '/v1/environments/development/flags/banner', { enabled: false })
  await using visit = await stage.visit(`${FLAGS}/banner`)
  const { page } = visit
  await signIn(page)
  const state = page.getByRole('region', { name: 'State', exact: true })
  await state.getByText('staging: – not there').waitFor()
  await page.getByText('Last seen').waitFor()
  await page.getByRole('region', { name: 'History' }).getByRole('link').first().click()
  await page.getByText('"enabled": false').waitFor()
  expect(await page.locator('.difference ins, .difference del').count()).toBeGreaterThan(0)
  await state.getByRole('link', { name: 'compare with staging' }).click()
  await page.getByRole('heading', { name: 'How development differs from staging' }).waitFor()
  await page.locator('.difference ins').first().waitFor()
  expect(await axeFindings(page)).toEqual([])
})
