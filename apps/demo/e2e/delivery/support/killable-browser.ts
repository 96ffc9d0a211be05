import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium, type Browser, type Page } from 'playwright-core'
import { chromiumLaunch } from '../../../../../tools/chromium.ts'

/** A browser whose profile outlives it, however it ends. */
export class KillableBrowser implements AsyncDisposable {
  readonly #profile: string
  #process: ChildProcess | undefined
  #browser: Browser | undefined

  private constructor(profile: string) {
    this.#profile = profile
  }

  static async create(): Promise<KillableBrowser> {
    return new KillableBrowser(await mkdtemp(join(tmpdir(), 'sluice-profile-')))
  }

  /** Starts the browser, or starts it again; gives its page. */
  async start(): Promise<Page> {
    const { executablePath, args, env } = chromiumLaunch
    const child = spawn(
      executablePath,
      [
        ...args,
        '--headless',
        '--remote-debugging-port=0',
        `--user-data-dir=${this.#profile}`,
        'about:blank',
      ],
      // A process group of its own, so that all of it dies at once.
      { env, stdio: ['ignore', 'ignore', 'pipe'], detached: true },
    )
    this.#process = child
    let address: string | undefined
    for await (const line of createInterface({ input: child.stderr })) {
      address = /^DevTools listening on (\S+)/.exec(line)?.[1]
      if (address !== undefined) break
    }
    // Nobody reads the rest.
    child.stderr.resume()
    if (address === undefined) throw new Error('The browser did not start.')
    this.#browser = await chromium.connectOverCDP(address)
    const context = this.#browser.contexts()[0]
    if (!context) throw new Error('The browser has no profile.')
    return context.pages()[0] ?? context.newPage()
  }

  /** Ends it from one moment to the next. */
  async kill(): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (child?.pid === undefined) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    process.kill(-child.pid, 'SIGKILL')
    await ended
    await this.#browser?.close().catch(() => {})
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
