import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { bundlePage } from '../browser/bundle.ts'
import { launchChromium } from '../browser/contestant-pages.ts'
import { clockOffset } from '../browser/page-clock.ts'
import { servePages } from '../browser/page-server.ts'
import type { Kind, Row } from '../measure/table.ts'
import { quantileTarget } from '../measure/table.ts'
import type { LiveSettings } from '../pages/live/live-page.tsx'
import { ENVIRONMENT, prepareFolder } from '../service/prepared-folder.ts'
import { startSluice } from '../service/processes.ts'
import { startStandIn } from '../service/stand-in.ts'
import type { Axis } from './axis.ts'

/** How often a flag is turned over for a page that hears of it at once; for one that polls, a tenth. */
const FLIPS = 200

/** Which page, what it is called, how it hears of changes, and of which flag. */
const LIVE = [
  { file: 'sluice', name: 'Sluice', kind: 'sluice', hears: 'at once', flag: 'gate' },
  {
    file: 'openfeature',
    name: 'OpenFeature, OFREP on the same service',
    kind: 'peer',
    hears: 'at once',
    flag: 'gate-of-openfeature',
  },
  { file: 'growthbook', name: 'GrowthBook, stream', kind: 'peer', hears: 'at once' },
  { file: 'launchdarkly', name: 'LaunchDarkly, stream', kind: 'peer', hears: 'at once' },
  { file: 'unleash', name: 'Unleash, polling every second', kind: 'peer', hears: 'by polling' },
] as const

const STAND_IN_FLAG = 'gate'

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
    using folder = await prepareFolder(
      { schemaVersion: 1, flags: { gate: CLOSED, 'gate-of-openfeature': CLOSED } },
      [server.origin],
    )
    await using sluice = await startSluice(folder.dataDir)
    await using standIns = new AsyncDisposableStack()
    await using browser = await launchChromium()

    const pages: LivePage[] = []
    for (const { file, name, kind, hears, ...rest } of LIVE) {
      const isOurs = 'flag' in rest
      const settings: LiveSettings = isOurs
        ? { url: sluice.url, key: folder.clientKey, flag: rest.flag }
        : { ...(await standInSettings(standIns)), flag: STAND_IN_FLAG }
      const page = await browser.newPage()
      await page.goto(`${server.origin}/${file}#${encodeURIComponent(JSON.stringify(settings))}`)
      let enabled = false
      pages.push({
        name,
        kind,
        page,
        polls: hears === 'by polling',
        samples: [],
        async flip() {
          enabled = !enabled
          const path = isOurs ? `/v1/environments/${ENVIRONMENT}/flags/${settings.flag}` : '/'
          await patch(settings.url + path, folder.adminToken, { enabled })
        },
      })
    }
    for (const live of pages) await settle(live)

    const flips = isSmoke ? 2 : FLIPS
    for (let flip = 0; flip < flips; flip++) {
      for (const live of pages) if (!live.polls || flip * 10 < flips) await turnOver(live)
    }
    const rows = pages.map(({ name, kind, samples }): Row => ({ name, kind, samples }))
    return [
      {
        title: 'From the 200 of a PATCH to the changed page',
        what: `A small page in Chromium that shows one gate; ${flips} changes, one by one. The clocks of page and program are compared to within 0.3 ms.`,
        unit: 'ms',
        base: 'Sluice',
        rows,
        targets: [
          quantileTarget(rows, 'Sluice', 0.5, 5, 'ms'),
          quantileTarget(rows, 'Sluice', 0.99, 50, 'ms'),
        ],
        notes: [
          'Sluice writes a change to the disk and to the audit log before it answers.',
          'The services of GrowthBook, LaunchDarkly and Unleash do not run from npm alone. A stand-in of one file speaks for them; it keeps its flag in memory, and tells its streams before it answers.',
        ],
      },
    ]
  },
}

/** Each of these pages has a service to itself, whose flag nobody else turns over. */
async function standInSettings(stack: AsyncDisposableStack): Promise<{ url: string; key: string }> {
  const { url } = stack.use(await startStandIn(STAND_IN_FLAG))
  return { url, key: 'bench' }
}

interface LivePage {
  readonly name: string
  readonly kind: Kind
  readonly page: Page
  readonly polls: boolean
  readonly samples: number[]
  /** Turns the flag over; resolves at the 200. */
  readonly flip: () => Promise<void>
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
    await sleep(300)
    await flip()
  }
  await page.waitForFunction(() => globalThis.live.drawn() === 'on')
}

async function turnOver({ page, polls, flip, samples }: LivePage): Promise<void> {
  const offset = await clockOffset(page)
  const changed = page.evaluate(() => globalThis.live.next())
  // A page that polls is met anywhere between two polls.
  await sleep(5 + Math.random() * (polls ? 1000 : 10))
  await flip()
  const acknowledgedAt = performance.now()
  samples.push((await changed) + offset - acknowledgedAt)
}

async function patch(url: string, token: string, body: object): Promise<void> {
  const answer = await fetch(url, {
    method: 'PATCH',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`PATCH ${url}: ${answer.status} ${await answer.text()}`)
  await answer.arrayBuffer()
}
