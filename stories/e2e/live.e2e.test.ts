import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startService, type Service } from '@sluice/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../../tools/free-port.ts'
import { buildStorybook, type BuiltStorybook } from './support/built-storybook.ts'
import { expectText } from './support/expect-text.ts'

/** Where our Storybook is told that the service is. */
const USUAL_URL = 'http://127.0.0.1:4600'

const halves = [
  { variant: 'plain', weightBps: 5000 },
  { variant: 'warm', weightBps: 5000 },
]
const document = {
  schemaVersion: 1,
  flags: {
    'free-delivery-from': {
      type: 'number',
      defaultVariant: 'near',
      variants: { near: 80, far: 150 },
    },
    'checkout-cta': {
      type: 'string',
      defaultVariant: 'plain',
      variants: { plain: 'Place order', warm: 'Send it on its way' },
      rules: [{ id: 'halves', serve: { split: halves } }],
    },
  },
}

let storybook: BuiltStorybook
let service: Service
const dataDir = mkdtempSync(join(tmpdir(), 'sluice-live-'))

beforeAll(async () => {
  storybook = await buildStorybook()
  service = await startService({
    mode: 'development',
    dataDir,
    port: await freePort(),
    seed: { environment: 'development', document },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  })
}, 180_000)

afterAll(async () => {
  await storybook[Symbol.asyncDispose]()
  await service.close()
  rmSync(dataDir, { recursive: true, force: true })
})

it('tells what an environment serves by default, and asks only while it is switched on', async () => {
  await using open = await storybook.open('shop-checkout--one-page')
  await open.openPanel()
  // Another port than the usual one, which may be in use.
  await open.page.route(`${USUAL_URL}/**`, async (route) => {
    const url = route.request().url().replace(USUAL_URL, service.url)
    await route.fulfill({ response: await route.fetch({ url }) })
  })
  expect(open.asked.filter((url) => new URL(url).origin === USUAL_URL)).toEqual([])

  await open.page.getByRole('switch', { name: 'What is live now' }).click()

  const table = open.page.getByRole('region', { name: 'What is live now' })
  const cell = (flag: string) => table.getByRole('row', { name: flag }).getByRole('cell')
  await cell('Free delivery from').getByText('At home').waitFor()
  await cell('Words on the order button').getByText('shared out by person').waitFor()
  expect(await table.getByRole('columnheader').allTextContents()).toEqual([
    'Live now',
    'development',
  ])

  await open.page.getByRole('switch', { name: 'What is live now' }).click()
  await table.waitFor({ state: 'detached' })
})

it('says so when the service does not answer', async () => {
  await using open = await storybook.open('shop-checkout--one-page')
  await open.openPanel()
  await open.page.route(`${USUAL_URL}/**`, (route) => route.abort())
  await open.page.getByRole('switch', { name: 'What is live now' }).click()
  await expectText(open.page, `development: ${USUAL_URL} does not answer`)
})
