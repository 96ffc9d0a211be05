import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { bundlePage } from '../browser/bundle.ts'
import { figure } from '../report/figures.ts'
import { launchChromium } from '../browser/contestant-pages.ts'
import { clockOffset } from '../browser/page-clock.ts'
import { servePages } from '../browser/page-server.ts'
import { quantile } from '../measure/statistics.ts'
import type { Kind, Row } from '../measure/table.ts'
import { quantileTarget } from '../measure/table.ts'
import type { LiveSettings } from '../pages/live/live-page.tsx'
import { ENVIRONMENT, prepareFolder } from '../service/prepared-folder.ts'
import { startSluice } from '../service/processes.ts'
import { startStandIn } from '../service/stand-in.ts'
import type { Axis } from './axis.ts'

/** How often a flag is turned over for a page that hears of it at once; for one that polls, a tenth. */
const FLIPS = 200

/**
 * How far apart the changes are that one page sees, milliseconds. Sluice makes one
 * request of changes that come within half a second, which is not what is asked here.
 */
const APART_MS = 600

/** Which page, what it is called, how it hears of changes, and from whom. */
const LIVE = [
  { file: 'sluice', name: 'Sluice', kind: 'sluice', hears: 'at once', from: 'sluice' },
  {
    file: 'openfeature',
    name: 'OpenFeature with OFREP, on a service of Sluice',
    kind: 'peer',
    hears: 'at once',
    from: 'sluice',
  },
  {
    file: 'growthbook',
    name: 'GrowthBook, stream',
    kind: 'peer',
    hears: 'at once',
    from: 'stand-in',
  },
  {
    file: 'launchdarkly',
    name: 'LaunchDarkly, stream',
    kind: 'peer',
    hears: 'at once',
    from: 'stand-in',
  },
  {
    file: 'unleash',
    name: 'Unleash, polling every second',
    kind: 'peer',
    hears: 'by polling',
    from: 'stand-in',
  },
] as const

const FLAG = 'gate'

const CLOSED = {
  enabled: false,
  defaultVariant: 'off',
  rules: [{ id: 'all', serve: { variant: 'on' } }],
}

/** From the acknowledgement of a change to the changed page. */
export const propagation: Axis = {
  title: 'From a change to the screen',
  async run({ isSmoke }) {
    const scripts = new Map<string, string>()
    for (const { file } of LIVE) scripts.set(file, await bundlePage(`import './live/${file}'`))
    await using server = await servePages(scripts)
    await using services = new AsyncDisposableStack()
    await using browser = await launchChromium()

    const pages: LivePage[] = []
    for (const { file, name, kind, hears, from } of LIVE) {
      const { settings, flip } =
        from === 'sluice' ? await ownService(services, server.origin) : await ownStandIn(services)
      const page = await browser.newPage()
      await page.goto(`${server.origin}/${file}#${encodeURIComponent(JSON.stringify(settings))}`)
      pages.push({
        name,
        kind,
        page,
        flip,
        polls: hears === 'by polling',
        sinceSent: [],
        sinceAnswer: [],
      })
    }
    for (const live of pages) await settle(live)

    const flips = isSmoke ? 2 : FLIPS
    for (let flip = 0; flip < flips; flip++) {
      const apart = sleep(APART_MS)
      for (const live of pages) if (!live.polls || flip * 10 < flips) await turnOver(live)
      await apart
    }
    const rows = pages.map(({ name, kind, sinceSent, sinceAnswer }): Row => {
      const [middle, late] = [0.5, 0.99].map((share) => figure(quantile(sinceAnswer, share)))
      return { name, kind, samples: sinceSent, extra: `${middle}, ${late}` }
    })
    const sinceAnswer = pages.map((live): Row => ({ ...live, samples: live.sinceAnswer }))
    return [
      {
        title: 'From a PATCH to the changed page',
        what: `A small page in Chromium that shows one gate; ${flips} changes, ${APART_MS} ms apart. From the moment when the PATCH is sent; the last column counts from its 200, before which a page may have changed. The clocks of page and program are compared to within 0.3 ms.`,
        unit: 'ms',
        base: 'Sluice',
        extra: 'after the 200, ms: p50, p99',
        rows,
        targets: [
          {
            ...quantileTarget(sinceAnswer, 'Sluice', 0.5, 5, 'ms'),
            claim: 'Sluice after the 200, p50',
          },
          {
            ...quantileTarget(sinceAnswer, 'Sluice', 0.99, 50, 'ms'),
            claim: 'Sluice after the 200, p99',
          },
        ],
        notes: [
          'Sluice writes a change to the disk and to the audit log before it answers.',
          'The services of GrowthBook, LaunchDarkly and Unleash do not run from npm alone. A stand-in of one file speaks for them; it keeps its flag in memory, and tells its streams before it answers.',
        ],
      },
    ]
  },
}

/** Where the flag of one page comes from, and how it is turned over. Nobody else does. */
interface Source {
  readonly settings: LiveSettings
  readonly flip: () => Promise<number>
}

async function ownService(stack: AsyncDisposableStack, origin: string): Promise<Source> {
  const document = { schemaVersion: 1, flags: { [FLAG]: CLOSED } }
  const folder = stack.use(await prepareFolder(document, [origin]))
  const { url } = stack.use(await startSluice(folder.dataDir))
  let enabled = false
  return {
    settings: { url, key: folder.clientKey, flag: FLAG },
    flip() {
      enabled = !enabled
      const path = `/v1/environments/${ENVIRONMENT}/flags/${FLAG}`
      return patch(url + path, folder.adminToken, { enabled })
    },
  }
}

async function ownStandIn(stack: AsyncDisposableStack): Promise<Source> {
  const { url } = stack.use(await startStandIn(FLAG))
  return { settings: { url, key: 'bench', flag: FLAG }, flip: () => patch(url, '', {}) }
}

interface LivePage {
  readonly name: string
  readonly kind: Kind
  readonly page: Page
  readonly polls: boolean
  readonly sinceSent: number[]
  readonly sinceAnswer: number[]
  /** Turns the flag over; resolves to the moment of the 200. */
  readonly flip: () => Promise<number>
}

/** Waits until a page is drawn, and follows changes. */
async function settle({ name, page, flip }: LivePage): Promise<void> {
  for (const drawn of ['off', 'on', 'off']) {
    await page
      .waitForFunction((text) => globalThis.live?.drawn() === text, drawn, { timeout: 10_000 })
      .catch(() => {
        throw new Error(`${name}: the page does not show "${drawn}" within 10 s.`)
      })
    // Its stream is open by then.
    await sleep(APART_MS)
    await flip()
  }
  await page.waitForFunction(() => globalThis.live.drawn() === 'on')
  await sleep(APART_MS)
}

async function turnOver({ page, polls, flip, sinceSent, sinceAnswer }: LivePage): Promise<void> {
  const offset = await clockOffset(page)
  const changed = page.evaluate(() => globalThis.live.next())
  // A page that polls is met anywhere between two polls.
  await sleep(5 + Math.random() * (polls ? 1000 : 10))
  const sentAt = performance.now()
  const answeredAt = await flip()
  const changedAt = (await changed) + offset
  sinceSent.push(changedAt - sentAt)
  sinceAnswer.push(changedAt - answeredAt)
}

/** Sends a change. Gives the moment at which its 200 is there. */
async function patch(url: string, token: string, body: object): Promise<number> {
  const answer = await fetch(url, {
    method: 'PATCH',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answeredAt = performance.now()
  if (!answer.ok) throw new Error(`PATCH ${url}: ${answer.status} ${await answer.text()}`)
  await answer.arrayBuffer()
  return answeredAt
}
