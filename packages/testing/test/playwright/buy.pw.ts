import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { expect, test as base } from '@playwright/test'
import { scenarioLink } from '@sluice/client/scenarios'
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

test('opens the link that the overlay copies', async ({ page, sluice, baseURL }) => {
  const scenario = {
    version: 1,
    name: 'Urgent',
    overrides: { 'checkout-cta': { variant: 'urgent' }, 'new-checkout': { value: true } },
    context: { targetingKey: 'ada' },
  } as const
  await sluice.force({ scenario: scenarioLink(scenario, `${baseURL}/`) })
  await page.goto('/')
  await expect(page.getByRole('button')).toHaveText('Only 2 left')
  await expect(page.getByText('new')).toBeVisible()
  await expect(sluice.force({ scenario: 'https://shop.example/' })).rejects.toThrow(
    'neither JSON nor a link that carries one',
  )
  await expect(sluice.force({ scenario: { ...scenario, status: 'offline' } })).rejects.toThrow(
    'has the status "offline"',
  )
  await expect(page.getByRole('button')).toHaveText('Only 2 left')
})

test('asks the service for the person of a scenario', async ({ page, sluice }) => {
  const asked: unknown[] = []
  const service = createServer((request, response) => {
    void json(request).then((body) => {
      if (request.url?.startsWith('/ofrep') === true) asked.push(body)
      response.end('{"flags":[]}')
    })
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  const { port } = service.address() as AddressInfo
  const context = { targetingKey: 'ada', country: 'NO' }
  await sluice.force({ scenario: { version: 1, name: 'Ada', context } })
  await page.goto(`/?service=http://127.0.0.1:${port}`)
  await expect(page.getByText('old')).toBeVisible()
  await expect.poll(() => asked[0]).toMatchObject({ context })
  service.closeAllConnections()
  service.close()
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
