import { afterAll, beforeAll, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { sendSeen } from './support/seen.ts'
import { setStage, type Stage } from './support/stage.ts'
import { expectChip } from './support/visit.ts'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
  await stage.service.start()
  await stage.service.load()
})

afterAll(() => stage[Symbol.asyncDispose]())

/** The number on the chip at the bottom. */
async function seen(chip: string): Promise<number> {
  return Number(/([\d,]+) seen/.exec(chip)?.[1]?.replaceAll(',', ''))
}

it('shows what the service has counted, goes on counting, and keeps the number when it is away', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await expectChip(page, /\d seen/)
  const chip = page.locator('.status-chip')
  const before = await seen(await chip.innerText())

  await sendSeen(stage.service.url, 'checkout-cta', 'warm', 1_200)

  await expect
    .poll(async () => seen(await chip.innerText()), { timeout: 10_000 })
    .toBeGreaterThanOrEqual(before + 1_200)
  await chip.click()
  const row = page.locator('[data-flag="checkout-cta"]')
  await row.getByText(/^warm [\d,]+$/).waitFor()
  expect(await violations(page)).toEqual([])

  const counted = await seen(await chip.innerText())
  await stage.service.end()
  await expectChip(page, 'reconnecting')
  expect(await seen(await chip.innerText())).toBe(counted)
  expect(errors).toEqual([])
})
