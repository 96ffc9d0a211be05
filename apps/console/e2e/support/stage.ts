import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { parse } from 'yaml'
import { uuidV7 } from '@sluice/core/events'
import { startService, type Service, type ServiceOptions } from '@sluice/server'
import { chromiumLaunch } from '../../../../tools/chromium.ts'
import { buildConsole } from '../../../../tools/start/build-console.ts'
import { beginExperiments } from '../../../../tools/start/experiments.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const flagsFile = fileURLToPath(new URL('../../../demo/flags.yaml', import.meta.url))

const quietLogger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

/** A service with the built console and the flags and experiments of the demo, and a browser. */
export interface Stage extends AsyncDisposable {
  readonly service: Service
  readonly dataDir: string
  /** Asks as the demo administrator. */
  admin(method: string, path: string, body?: object): Promise<Response>
  /** Lets somebody new meet a flag, as a page would tell it. */
  expose(flag: string): Promise<void>
  /** A page of a browser of its own, with what went wrong in it. */
  visit(path: string, options?: BrowserContextOptions): Promise<Visit>
}

/** An open page. */
export interface Visit extends AsyncDisposable {
  readonly page: Page
  /** What the console of the browser complained about, blocked scripts and styles included. */
  readonly errors: string[]
}

/** Builds the console and starts a service that serves it. */
export async function openStage(
  change: (document: Record<string, unknown>) => void = () => undefined,
  options: Pick<ServiceOptions, 'openId'> = {},
): Promise<Stage> {
  await buildConsole(root)
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-console-'))
  const document = parse(await readFile(flagsFile, 'utf8')) as Record<string, unknown>
  change(document)
  const service = await startService({
    mode: 'development',
    port: 0,
    dataDir,
    seed: { environment: 'development', document },
    logger: quietLogger,
    // A busy machine holds up tests for seconds.
    limits: { blockedMs: 60_000 },
    ...options,
  })
  await beginExperiments(service.url)
  const browser: Browser = await chromium.launch(chromiumLaunch)
  return {
    service,
    dataDir,
    admin: async (method, path, body) =>
      fetch(`${service.url}${path}`, {
        method,
        headers: {
          Authorization: 'Bearer sluice_admin_demo',
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    async expose(flag) {
      const ask = async (path: string, body: object): Promise<Response> =>
        fetch(`${service.url}${path}`, {
          method: 'POST',
          headers: {
            Authorization: 'Bearer sluice_client_demo',
            'Content-Type': 'application/json',
          },
          body: JSON.stringify(body),
        })
      const person = randomUUID()
      const units = { targetingKey: person, anonymousKey: person }
      const evaluated = await ask(`/ofrep/v1/evaluate/flags/${flag}`, { context: units })
      const { variant, metadata, reason } = (await evaluated.json()) as {
        variant: string
        reason: string
        metadata: { allocationVersion?: number; version?: number; ruleId?: string }
      }
      const { allocationVersion, version, ruleId } = metadata
      const at = Date.now()
      const answer = await ask('/v1/events', {
        sentAt: at,
        events: [
          {
            type: 'exposure',
            id: uuidV7(at, Math.random),
            units,
            session: person,
            sequence: 1,
            at,
            flag,
            variant,
            reason,
            phase: 'commit',
            weight: 1,
            contextHash: 'test',
            allocationVersion,
            version,
            ruleId,
          },
        ],
      })
      if (!answer.ok) throw new Error(await answer.text())
    },
    async visit(path, options) {
      const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
      const page = await context.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(String(error)))
      page.on('console', (message) => {
        // A refusal by the service is no fault of the page; the browser logs it all the same.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
          errors.push(message.text())
      })
      await page.goto(`${service.url}${path}`)
      return { page, errors, [Symbol.asyncDispose]: async () => context.close() }
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await service.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Signs in with the token that everybody knows. */
export async function signIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Use a token instead' }).click()
  await page.getByLabel('Token').fill('sluice_admin_demo')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
}

/** What axe finds wrong with a page, one line each. */
export async function axeFindings(page: Page): Promise<string[]> {
  // By the protocol and not by a script tag, which the content security policy would refuse.
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(async () =>
    (window as unknown as { axe: typeof axe }).axe.run(),
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${String(target)} ${failureSummary ?? ''}`),
  )
}
