import { expect, test as base } from '@playwright/test'
import { sluiceMatchers } from '@sluice/testing'
import { sluiceFixtures, type SluiceFixtures } from '@sluice/testing/playwright'

const test = base.extend<SluiceFixtures>(sluiceFixtures)
expect.extend(sluiceMatchers as never)

test('forces variants, also in the page that is open', async ({ page, sluice }) => {
  await sluice.force({ variants: { 'checkout-cta': 'urgent' }, flags: { 'new-checkout': true } })
  await page.goto('/')
  await expect(page.getByRole('button')).toHaveText('Only 2 left')
  await expect(page.getByText('new')).toBeVisible()
  await sluice.force({ variants: { 'checkout-cta': 'control' } })
  await expect(page.getByRole('button')).toHaveText('Buy now')
  await expect(page.getByText('new')).toBeVisible()
  await sluice.release()
  await expect(page.getByText('old')).toBeVisible()
})

test('leaves what was drawn last, where nobody takes events', async ({ page, sluice }) => {
  await sluice.force({ variants: { 'new-checkout': 'on' } })
  await page.goto('/')
  await expect(page.getByText('new')).toBeVisible()
  await sluice.force({ variants: { 'new-checkout': 'off' } })
  await expect(page.getByText('old')).toBeVisible()
})

test('forces variants where the server knows no flags', async ({ page, sluice, baseURL }) => {
  await sluice.force({ variants: { 'checkout-cta': 'urgent' } })
  const answer = page.waitForResponse(/ofrep/)
  await page.goto(`/?service=${encodeURIComponent(baseURL ?? '')}`)
  expect((await answer).status()).toBe(200)
  await expect(page.getByRole('button')).toHaveText('Only 2 left')
  await sluice.release()
  expect((await page.request.post('/ofrep/v1/evaluate/flags')).status()).toBe(404)
})

test('says what does not exist', async ({ sluice }) => {
  await expect(sluice.force({ variants: { 'checkout-cta': 'urgnt' } })).rejects.toThrow(
    'has no variant "urgnt". Did you mean "urgent"?',
  )
})

test('leaves nothing behind when it fails', async ({ page, sluice }) => {
  await sluice.force({ flags: { 'new-checkout': false } })
  await page.goto('/')
  await expect(page.getByText('old')).toBeVisible()
  expect(process.env['FAIL']).toBe(undefined)
})
