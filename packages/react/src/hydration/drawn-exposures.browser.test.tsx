import { Suspense, useEffect, useState, type ReactElement } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { SERVER_CASES } from '../../test/exposure-cases.tsx'
import { hideDocument } from '../../test/hide-document.ts'
import { closePages, drawPage, type ServerPage } from '../../test/server-page.tsx'
import { takeConsole } from '../../test/strict-page.ts'
import { Gate, useVariant } from '../index.ts'

// Pages as visitors have them, so nobody acts for React.
beforeEach(() => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
})

afterEach(() => {
  closePages()
  vi.unstubAllGlobals()
  document.body.replaceChildren()
  delete (window as { sluiceTold?: unknown }).sluiceTold
  delete (window as { sluiceSequences?: unknown }).sluiceSequences
  localStorage.clear()
})

function Cta(): ReactElement {
  return <p>{useVariant('checkout-cta', 'Buy now')}</p>
}

const app = (
  <>
    <Cta />
    <Gate flag="new-checkout">new</Gate>
  </>
)

const COUNTED = (): string =>
  Object.keys(localStorage).find((name) => name.endsWith('.counted')) ?? ''

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150))

/** Waits until so many events have come, and a little for what should not come. */
async function settled({ collector }: ServerPage, count: number): Promise<void> {
  await vi.waitUntil(() => collector.events.size >= count, { timeout: 5000 }).catch(() => {})
  await later()
}

/** Puts what a server sent into this document, where its scripts run. */
function arrive({ collector }: ServerPage, ...html: string[]): Element {
  vi.stubGlobal('fetch', collector.fetch)
  for (const part of html) {
    document.body.append(document.createRange().createContextualFragment(part))
  }
  return document.getElementById('app')!
}

const seen = ({ collector }: ServerPage): string[] =>
  collector.exposures().map(({ flag, variant, phase }) => `${flag} ${variant} ${phase}`)

const BY_THE_PAGE = ['checkout-cta urgent server', 'new-checkout on server']
const BY_THE_CLIENT = ['checkout-cta urgent commit', 'new-checkout on commit']

it(`counts 1 exposure of each flag: ${SERVER_CASES.left.situation}`, async () => {
  const page = drawPage(app)
  const frame = document.createElement('iframe')
  vi.stubGlobal('collect', page.collector.fetch)
  frame.srcdoc = `<script>fetch = parent.collect</script>${page.html}${page.report}`
  document.body.append(frame)
  await new Promise((resolve) => frame.addEventListener('load', resolve))
  frame.remove()
  expect(seen(page)).toEqual(BY_THE_PAGE)
  const [body] = page.collector.bodies
  expect(body).toMatchObject({ key: 'sluice_client_test', sdk: '@sluice/react/server' })
  expect(Math.abs(Date.now() - (body?.events[0]?.at ?? 0))).toBeLessThan(60_000)
})

it(`counts 1 exposure of each flag: ${SERVER_CASES.hydrated.situation}`, async () => {
  const page = drawPage(app)
  const client = await page.hydrate(arrive(page, page.html, page.report))
  await settled(page, 2)
  expect(seen(page)).toEqual(BY_THE_PAGE)
  expect(page.collector.posts()).toBe(1)
  // For whoever looks at the page, the client knows of it.
  expect(client.exposures()).toMatchObject([
    { flag: 'checkout-cta', phase: 'server', unsent: 'counted' },
    { flag: 'new-checkout', phase: 'server', unsent: 'counted' },
  ])
})

it('numbers what it sends without a gap: what was counted before is no loss', async () => {
  const page = drawPage(
    <>
      <Gate flag="new-checkout">new</Gate>
      <Cta />
    </>,
    { url: URL_OF_ALL },
  )
  arrive(page, page.html, page.report)
  await settled(page, 2)
  const other = drawPage(app, { url: URL_OF_ALL })
  // Of what a page before this one counted, the second.
  const counted = JSON.parse(localStorage.getItem(COUNTED()) ?? '{}') as Record<string, number>
  localStorage.setItem(
    COUNTED(),
    JSON.stringify(Object.fromEntries(Object.entries(counted).slice(1))),
  )
  document.body.replaceChildren()
  arrive(other, other.html, other.report)
  await settled(other, 1)
  expect(seen(other)).toEqual(['new-checkout on server'])
  expect([...page.collector.events.values()].map(({ sequence }) => sequence)).toEqual([1, 2])
  expect([...other.collector.events.values()].map(({ sequence }) => sequence)).toEqual([1])
})

it('sends more than may outlive a page in several posts', async () => {
  const page = drawPage(app)
  const [, data = '[]'] =
    /<script class="sluice-drawn"[^>]*>(.*?)<\/script>/s.exec(page.report) ?? []
  const [first] = JSON.parse(data) as { id: string; flag: string; units: object }[]
  const many = Array.from({ length: 60 }, (_, index) => ({
    ...first,
    id: `${first!.id.slice(0, -2)}${index + 10}`,
    flag: `flag-${index}`,
    units: { targetingKey: 'ü'.repeat(900) },
  }))
  const report = page.report.replace(data, () => JSON.stringify(many))
  arrive(page, page.html, report)
  await settled(page, 60)
  const bytes = page.collector.bodies.map((body) => new TextEncoder().encode(JSON.stringify(body)))
  expect(bytes.length).toBeGreaterThan(2)
  expect(Math.max(...bytes.map(({ length }) => length))).toBeLessThanOrEqual(48 * 1024)
  const sequences = [...page.collector.events.values()].map(({ sequence }) => sequence)
  expect(sequences).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
})

it('counts it once when the client is there first, as where a stream ends late', async () => {
  const page = drawPage(app)
  await page.hydrate(arrive(page, page.html))
  await later()
  arrive(page, page.report)
  await settled(page, 2)
  expect(seen(page)).toEqual(BY_THE_CLIENT)
  expect(page.collector.events.size).toBe(2)
})

it('leaves it to the client where the page could not report', async () => {
  const page = drawPage(app)
  page.collector.cutOff(true)
  const container = arrive(page, page.html, page.report)
  await later()
  page.collector.cutOff(false)
  await page.hydrate(container)
  await settled(page, 2)
  expect(seen(page)).toEqual(BY_THE_CLIENT)
})

it('reports with the same id where the page may run no script of its own', async () => {
  const page = drawPage(app)
  // As a browser does whose policy forbids inline scripts: the data is there.
  const [data = ''] = page.report.split('<script>')
  const ids = [...data.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id)
  await page.hydrate(arrive(page, page.html, data))
  await settled(page, 2)
  expect(seen(page)).toEqual(BY_THE_CLIENT)
  expect([...page.collector.events.keys()]).toEqual(ids)
})

it('waits until the document is visible', async () => {
  const page = drawPage(app)
  const lookAt = hideDocument()
  arrive(page, page.html, page.report)
  await later()
  expect(seen(page)).toEqual([])
  lookAt()
  document.dispatchEvent(new Event('visibilitychange'))
  await settled(page, 2)
  expect(seen(page)).toEqual(BY_THE_PAGE)
  expect(page.collector.posts()).toBe(1)
})

it('leaves it to the page when both wait until the document is visible', async () => {
  const page = drawPage(app)
  const lookAt = hideDocument()
  const client = await page.hydrate(arrive(page, page.html, page.report))
  await later()
  expect(seen(page)).toEqual([])
  expect(client.exposures()).toEqual([])
  lookAt()
  await settled(page, 2)
  expect(seen(page)).toEqual(BY_THE_PAGE)
  expect(client.exposures()).toMatchObject([{ unsent: 'counted' }, { unsent: 'counted' }])
})

it('waits with what it hydrates where the page reports nothing', async () => {
  const page = drawPage(app)
  const lookAt = hideDocument()
  await page.hydrate(arrive(page, page.html))
  await later()
  expect(seen(page)).toEqual([])
  lookAt()
  await settled(page, 2)
  expect(seen(page)).toEqual(BY_THE_CLIENT)
})

it.each([
  ['Global Privacy Control', { globalPrivacyControl: true }],
  ['Do Not Track', { doNotTrack: '1' }],
])('reports nothing for whoever sends %s', async (_, signals) => {
  const page = drawPage(app)
  vi.stubGlobal('navigator', signals)
  arrive(page, page.html, page.report)
  await later()
  expect(seen(page)).toEqual([])
})

it('sends nothing before consent, and then what is on the screen', async () => {
  const page = drawPage(app, { consent: 'unknown' })
  expect(page.report).toBe('')
  const client = await page.hydrate(arrive(page, page.html), { consent: 'unknown' })
  await later()
  expect(page.collector.posts()).toBe(0)
  client.setConsent('granted')
  await settled(page, 2)
  expect(seen(page)).toEqual(BY_THE_CLIENT)
})

it('hydrates a page that was cut off in what it carries', async () => {
  const page = drawPage(app)
  await page.hydrate(
    arrive(page, page.html, '<script class="sluice-drawn" type="application/json">[{"id"</script>'),
  )
  await settled(page, 2)
  expect(seen(page)).toEqual(BY_THE_CLIENT)
  expect(takeConsole()).toEqual({ errors: [], warnings: [] })
})

it('counts for nobody who is here what was drawn for somebody else', async () => {
  const page = drawPage(app)
  const container = arrive(page, page.html)
  await page.hydrate(container, {
    context: { targetingKey: 'bob', anonymousKey: 'b' },
    fetch: (url, init) =>
      `${url as string}`.endsWith('/v1/events')
        ? page.collector.fetch(url, init)
        : Promise.reject(new TypeError('Failed to fetch')),
  })
  await settled(page, 1)
  expect(container.textContent).toBe('Buy now')
  expect(seen(page)).toEqual([])
  takeConsole()
})

/** Mounts another reader of what the server drew, once it is awake. */
function CtaTwice(): ReactElement {
  const [isAwake, setIsAwake] = useState(false)
  // oxlint-disable-next-line react/set-state-in-effect -- what is mounted late is what this is about
  useEffect(() => setIsAwake(true), [])
  return (
    <>
      <Cta />
      {isAwake && <Cta />}
    </>
  )
}

/** Holds back what the service says of events, which it takes at once. */
function holdAnswers({ collector }: ServerPage): () => void {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) => {
    const answer = await collector.fetch(...request)
    await promise
    return answer
  })
  return () => resolve(undefined)
}

it.each([
  ['before the service has answered', true],
  ['after it', false],
])('counts once what another component shows as well, %s', async (_, isEarly) => {
  const page = drawPage(<CtaTwice />)
  const container = arrive(page, page.html)
  const release = holdAnswers(page)
  document.body.append(document.createRange().createContextualFragment(page.report))
  if (!isEarly) release()
  const client = await page.hydrate(container)
  await vi.waitUntil(() => container.textContent === 'HurryHurry')
  release()
  await settled(page, 1)
  expect(seen(page)).toEqual(['checkout-cta urgent server'])
  expect(client.exposures()).toMatchObject([{ phase: 'server', unsent: 'counted' }])
})

it('counts once what the browser draws where the server failed after it had read the flag', async () => {
  let isServer = true
  function Fails(): ReactElement {
    const cta = <p>{useVariant('checkout-cta', 'Buy now')}</p>
    if (isServer) throw new Error('not on a server')
    return cta
  }
  const page = drawPage(
    <Suspense fallback="later">
      <Fails />
    </Suspense>,
  )
  isServer = false
  const container = arrive(page, page.html, page.report)
  // React tells the page that it drew there itself.
  const told = vi.fn((event: Event) => event.stopImmediatePropagation())
  window.addEventListener('error', told, { capture: true })
  await page.hydrate(container)
  await vi.waitUntil(() => container.textContent === 'Hurry')
  await later()
  window.removeEventListener('error', told, { capture: true })
  expect(told).toHaveBeenCalledTimes(1)
  await settled(page, 1)
  expect(seen(page)).toEqual(['checkout-cta urgent server'])
  takeConsole()
})

it('counts for who signs in meanwhile what both were shown', async () => {
  function LookAgain(): ReactElement {
    const [isThere, setIsThere] = useState(false)
    return (
      <button type="button" onClick={() => setIsThere(true)}>
        {isThere && <Cta />}
      </button>
    )
  }
  const page = drawPage(
    <>
      <Cta />
      <LookAgain />
    </>,
  )
  const container = arrive(page, page.html)
  const release = holdAnswers(page)
  document.body.append(document.createRange().createContextualFragment(page.report))
  const client = await page.hydrate(container)
  await client.setContext({ targetingKey: 'grace', anonymousKey: 'of-a-cookie' })
  await later()
  container.querySelector('button')?.click()
  await later()
  release()
  await settled(page, 2)
  expect(page.collector.exposures().map(({ units }) => units['targetingKey'])).toEqual([
    'ada',
    'grace',
  ])
})

/** The same page for the same visitor, again and again. */
const URL_OF_ALL = 'http://drawn-again.test'

/** Goes to another page: of this one nothing is left. */
function leave(): void {
  closePages()
  document.body.replaceChildren()
  delete (window as { sluiceTold?: unknown }).sluiceTold
}

it.each(['local', 'session'] as const)(
  'counts once a day what a server draws with every page (cache: %s)',
  async (cache) => {
    for (const expected of [BY_THE_PAGE, [], []]) {
      const page = drawPage(app, { url: URL_OF_ALL, cache })
      const container = arrive(page, page.html, page.report)
      await settled(page, expected.length)
      const client = await page.hydrate(container, { cache })
      await later()
      expect(seen(page)).toEqual(expected)
      expect(client.exposures().map(({ unsent }) => unsent)).toEqual(['counted', 'counted'])
      leave()
    }
    sessionStorage.clear()
  },
)

it('counts once a day who leaves every page before its code is there', async () => {
  for (const expected of [BY_THE_PAGE, [], []]) {
    const page = drawPage(app, { url: `${URL_OF_ALL}/` })
    arrive(page, page.html, page.report)
    await settled(page, expected.length)
    expect(seen(page)).toEqual(expected)
    leave()
  }
})

it('does not report what the client counted on an earlier page', async () => {
  const first = drawPage(app, { url: URL_OF_ALL })
  await first.hydrate(arrive(first, first.html), { cache: 'local' })
  await settled(first, 2)
  await later()
  expect(seen(first)).toEqual(BY_THE_CLIENT)
  leave()
  const second = drawPage(app, { url: URL_OF_ALL })
  arrive(second, second.html, second.report)
  await later()
  expect(second.collector.posts()).toBe(0)
})

it('remembers nothing where the page may keep nothing', async () => {
  for (const cache of ['memory', localStorage] as const) {
    const page = drawPage(app, { url: URL_OF_ALL, cache })
    arrive(page, page.html, page.report)
    await settled(page, 2)
    expect(seen(page)).toEqual(BY_THE_PAGE)
    expect(Object.keys(localStorage)).toEqual([])
    leave()
  }
})

it.each<[string, () => Response]>([
  ['the service refused', () => new Response('{"accepted":0}', { status: 503 })],
  ['the service took fewer', () => Response.json({ accepted: 1, refused: [] })],
  ['the service took nothing that it names', () => Response.json({ accepted: 0 })],
  ['a login page answered', () => new Response('<html>Sign in</html>')],
])('remembers nothing where %s, and leaves it to the client', async (_, answer) => {
  const page = drawPage(app, { url: URL_OF_ALL })
  const container = arrive(page, page.html)
  vi.stubGlobal('fetch', () => Promise.resolve(answer()))
  document.body.append(document.createRange().createContextualFragment(page.report))
  await later()
  expect(Object.keys(localStorage)).toEqual([])
  await page.hydrate(container)
  await settled(page, 2)
  expect(seen(page)).toEqual(BY_THE_CLIENT)
})

it('remembers nothing that was withdrawn while it was under way', async () => {
  const page = drawPage(app, { url: URL_OF_ALL })
  const container = arrive(page, page.html)
  const answer = Promise.withResolvers<Response>()
  vi.stubGlobal('fetch', () => answer.promise)
  document.body.append(document.createRange().createContextualFragment(page.report))
  const client = await page.hydrate(container, { cache: 'local' })
  client.setConsent('denied')
  answer.resolve(Response.json({ accepted: 2, refused: [] }))
  await later()
  expect(Object.keys(localStorage).filter((key) => !key.endsWith('.withdrawn'))).toEqual([])
})
