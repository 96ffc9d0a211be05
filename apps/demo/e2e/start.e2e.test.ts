import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sluice } from './support/command.ts'
import { Demo } from './support/demo.ts'
import { expectChip, expectText, isMarked, mark, openBrowser, visit } from './support/visit.ts'

let demo: Demo

beforeEach(async () => {
  demo = await Demo.prepare()
})

afterEach(() => demo[Symbol.asyncDispose]())

it('starts the service and the shop, loads the flags, and says what to open', async () => {
  const said = await demo.start()

  expect(said).toContain(`Shop      ${demo.shopUrl}`)
  expect(said).toContain(`Service   ${demo.serviceUrl}  (version 5`)
  expect(said).toContain('it took the flags of apps/demo/flags.yaml')
  expect(said).toContain('npx sluice push')
  await using browser = await openBrowser()
  await using shop = await visit(browser, demo.shopUrl)
  await expectChip(shop.page, 'live · version 5')
  await expectText(shop.page, 'Thrown and fired in one old mill')
  expect(shop.errors).toEqual([])
})

it('has a simulated experiment to look at, and the one of the shop beside it', async () => {
  await demo.start()
  const ask = (...args: string[]): ReturnType<typeof sluice> =>
    sluice(['experiment', ...args], { url: demo.serviceUrl, cwd: demo.folder })

  expect((await ask('list')).stdout).toMatch(
    /button-words +running +checkout-cta.*\nopening-picture +stopped \(simulated\) +hero-layout/,
  )
  const simulated = (await ask('results', 'opening-picture')).stdout
  expect(simulated).toContain('Simulated: nobody did any of this.')
  expect(simulated).toContain('SHIP letter')
  expect((await ask('results', 'button-words')).stdout).toContain('KEEP RUNNING')
})

it('says so when the file and the service differ, and keeps what the service has', async () => {
  await demo.start()
  const killed = await sluice(['kill', 'reviews'], { url: demo.serviceUrl, cwd: demo.folder })
  expect(killed.code).toBe(0)
  expect(await demo.end('SIGTERM')).toBe(0)

  const said = await demo.start()

  expect(said).toContain('apps/demo/flags.yaml differs from version 6 of the service: reviews.')
  expect(said).toContain('npx sluice push')
})

it('leaves an open page as it is while it is stopped and started again', async () => {
  await demo.start()
  await using browser = await openBrowser()
  await using shop = await visit(browser, demo.shopUrl)
  const { page } = shop
  await expectChip(page, 'live · version 5')
  await page.getByRole('button', { name: 'Add Weir mug to the basket' }).click()
  await mark(page)
  // What Vite's client says when it is going to reload the page.
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))

  await demo.end('SIGKILL')
  await expectChip(page, 'reconnecting')
  await demo.start()
  const killed = await sluice(['kill', 'reviews'], { url: demo.serviceUrl, cwd: demo.folder })
  expect(killed.code).toBe(0)

  await expectChip(page, 'live · version 6')
  expect(await isMarked(page)).toBe(true)
  expect(said.join('\n')).not.toContain('Polling for restart')
  await page.reload()
  await page.getByRole('button', { name: 'Basket 1 piece' }).waitFor()
})

it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing behind after %s', async (signal) => {
  await demo.start()
  const shop = await fetch(demo.shopUrl)
  expect(shop.ok).toBe(true)

  expect(await demo.end(signal)).toBe(0)

  await expect(fetch(demo.shopUrl)).rejects.toThrow('fetch failed')
  await expect(fetch(demo.serviceUrl)).rejects.toThrow('fetch failed')
})

it.each([
  ['service', 'SLUICE_PORT'],
  ['shop', 'SLUICE_DEMO_PORT'],
] as const)('ends with one line when the port of the %s is taken', async (what, variable) => {
  const port = what === 'shop' ? demo.shopPort : demo.servicePort
  const squatter = createServer().listen(port, '127.0.0.1')
  await once(squatter, 'listening')

  const { code, stderr, stdout } = await demo.fail()
  squatter.close()

  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr.trim().split('\n')).toEqual([
    `Port ${port} for the ${what} is taken. Stop what runs there, or choose another: ${variable}=${port + 100} npm start`,
  ])
})
