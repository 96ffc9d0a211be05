import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { Service } from '../support/service.ts'
import { newProfile, openPage, type DeliveryPage } from './support/delivery-stage.ts'

let service: Service

beforeAll(async () => {
  service = await Service.prepare()
  await service.start()
  await service.load()
})

afterAll(() => service[Symbol.asyncDispose]())

/** What the service has counted of a flag, by variant. */
async function counts(flag: string): Promise<unknown> {
  const path = `/v1/environments/development/exposures?flag=${flag}`
  const answer = await fetch(service.url + path, {
    headers: { authorization: 'Bearer sluice_admin_demo' },
  })
  const { items } = (await answer.json()) as { items: Record<string, unknown>[] }
  return items.map(({ variant, exposures, units }) => ({ variant, exposures, units }))
}

/** Opens a page for somebody, at this service. */
async function openFor(targetingKey: string): Promise<DeliveryPage> {
  const visit = await openPage(await newProfile())
  await visit.open({ url: service.url, clientKey: 'sluice_client_demo', context: { targetingKey } })
  return visit
}

function expose(visit: DeliveryPage): Promise<void> {
  return visit.frame.evaluate(() => {
    const { client } = globalThis.sluice
    client.expose(client.peek('banner', null))
  })
}

it('counts each person once, also those who came while the service was dead', async () => {
  const visits = await Promise.all(
    Array.from({ length: 8 }, (_, index) => openFor(`person ${index}`)),
  )
  const early = visits.slice(0, 4)
  const late = visits.slice(4)
  await Promise.all(early.map(expose))
  await vi.waitFor(async () =>
    expect(await counts('banner')).toEqual([{ variant: 'plain', exposures: 4, units: 4 }]),
  )

  await service.end('SIGKILL')
  await Promise.all(late.map(expose))
  await new Promise((resolve) => setTimeout(resolve, 1000))
  await service.start()

  await vi.waitFor(
    async () =>
      expect(await counts('banner')).toEqual([{ variant: 'plain', exposures: 8, units: 8 }]),
    { timeout: 40_000, interval: 200 },
  )
})

it('has its outcomes, crashes and reads taken, and nothing refused', async () => {
  const visit = await openFor('ada')
  await visit.frame.evaluate(() => {
    const { client, reportCrash } = globalThis.sluice
    client.subscribeFlag('banner', () => {})
    client.track('purchase', {
      value: 49.9,
      properties: { currency: 'EUR', pieces: ['cup', 'jug'] },
    })
    reportCrash(client, { flag: 'banner', variant: 'plain', error: new Error('Boom') })
    client.expose(client.peek('banner', null))
    // What is told when nobody looks any more.
    document.dispatchEvent(new Event('freeze'))
  })
  const flag = async (): Promise<unknown> => {
    const answer = await fetch(`${service.url}/v1/environments/development/flags?limit=100`, {
      headers: { authorization: 'Bearer sluice_admin_demo' },
    })
    return ((await answer.json()) as { items: { key: string }[] }).items.find(
      ({ key }) => key === 'banner',
    )
  }
  await vi.waitFor(async () => expect(JSON.stringify(await flag())).toContain('127.0.0.1'), {
    timeout: 15_000,
    interval: 200,
  })
  const { errors } = await visit.frame.evaluate(() => globalThis.sluice.told)
  // The crash that was told of is the only one.
  expect(errors).toEqual(['TREATMENT_CRASHED'])
  const metrics = await (await fetch(`${service.url}/metrics`)).text()
  expect(metrics).toMatch(/^sluice_events/m)
  expect(metrics).not.toMatch(/^sluice_events_refused_total\{.*\} [1-9]/m)
})
