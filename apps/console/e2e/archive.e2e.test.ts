import { afterAll, beforeAll, expect, it } from 'vitest'
import { axeFindings, openStage, signIn, type Stage } from './support/stage.ts'

const EXPERIMENTS = '/environments/development/experiments'
const HOSTILE = '<img src=x onerror="window.hacked=1">'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  const answer = await stage.admin('POST', `/v1${EXPERIMENTS}/opening-picture/decide`, {
    decision: 'ship',
    variant: 'letter',
    reason: `It sells. ${HOSTILE}`,
    learned: 'People like to know the potter.',
  })
  if (!answer.ok) throw new Error(await answer.text())
}, 120_000)
afterAll(async () => stage[Symbol.asyncDispose]())

it('keeps what is over, with what it taught, and finds it by words under an address', async () => {
  await using visit = await stage.visit(EXPERIMENTS)
  const { page, errors } = visit
  await signIn(page)
  const archive = page.getByRole('region', { name: 'Archive' })
  await archive.getByText('Shipped “letter”').waitFor()
  await archive.getByText(HOSTILE).waitFor()
  await archive.getByRole('searchbox').fill('potter sells')
  await archive.getByText('1 experiment', { exact: true }).waitFor()
  expect(page.url()).toContain('q=potter')
  expect(await axeFindings(page)).toEqual([])
  await archive.getByRole('searchbox').fill('nothing like it')
  await archive.getByText('Nothing that is over has “nothing like it”.').waitFor()
  await archive.getByRole('searchbox').fill('')
  await archive.getByRole('link', { name: 'Opening picture' }).click()
  await page.getByText(/^Frozen \d/).waitFor()
  await page.getByRole('heading', { name: 'Ship' }).waitFor()
  await page.getByRole('link', { name: 'What they are now' }).click()
  const decided = page.getByRole('region', { name: 'Decided: Shipped “letter”' })
  await decided.getByText(`Why: “It sells. ${HOSTILE}”`).waitFor()
  await decided.getByText('Learned: “People like to know the potter.”').waitFor()
  await page.getByText('Somebody decided, and it is in the archive.').waitFor()
  // Read otherwise, it was decided by the same numbers.
  await page.goto(`${page.url().split('?')[0]}?alpha=0.01`)
  await page.getByText('so it decides nothing: alpha 0.01 instead of 0.05').first().waitFor()
  await page.getByRole('heading', { name: /^The numbers said: Ship/ }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  expect(errors).toEqual([])
})
