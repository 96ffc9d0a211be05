import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SLUICE, sluice, type Ended } from './command.ts'
import { freePort } from './free-port.ts'

const FLAGS = fileURLToPath(new URL('../../flags.yaml', import.meta.url))
/** The section of a YAML file, up to the next one. */
const EXPERIMENTS = /^experiments:\n(?:(?: .*)?\n)*/m
const ADMIN = { Authorization: 'Bearer sluice_admin_demo' }

/** The real service, as its own process, on a data folder of its own. */
export class Service {
  readonly url: string
  /** A folder with its own `flags.yaml` and `sluice.config.json`. */
  readonly folder: string
  readonly #port: number
  #process: ChildProcess | undefined
  /** What the process has written, for failures that need an explanation. */
  #log = ''

  private constructor(port: number, folder: string) {
    this.#port = port
    this.url = `http://127.0.0.1:${port}`
    this.folder = folder
  }

  /** Chooses a port and a folder; nothing runs yet. */
  static async prepare(): Promise<Service> {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-e2e-'))
    await copyFile(FLAGS, join(folder, 'flags.yaml'))
    const config = { environment: 'development', file: 'flags.yaml', types: 'sluice.d.ts' }
    await writeFile(join(folder, 'sluice.config.json'), JSON.stringify(config))
    return new Service(await freePort(), folder)
  }

  /** Starts the service and waits until it serves. Keeps what an earlier run stored. */
  async start(): Promise<void> {
    const data = join(this.folder, 'data')
    const args = ['serve', '--port', String(this.#port), '--data-dir', data]
    const child = spawn(process.execPath, [SLUICE, ...args], {
      cwd: this.folder,
      env: { ...process.env, NODE_ENV: 'development' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#log = ''
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (chunk: Buffer) => (this.#log += chunk.toString()))
    }
    this.#process = child
    const deadline = Date.now() + 20_000
    while (!(await this.#isReady())) {
      if (child.exitCode !== null)
        throw new Error(`The service ended while starting:\n${this.#log}`)
      if (Date.now() > deadline)
        throw new Error(`The service is not ready after 20 s:\n${this.#log}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  /** Ends the service: at once with `SIGKILL`, in good order with `SIGTERM`. */
  async end(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const closed = once(child, 'close')
    child.kill(signal)
    await closed
  }

  /** Stops the process in the middle of everything; its sockets stay open and say nothing. */
  halt(): void {
    this.#process?.kill('SIGSTOP')
  }

  /** Lets it go on. */
  goOn(): void {
    this.#process?.kill('SIGCONT')
  }

  /** Runs the command against this service, in its folder. */
  sluice(...args: readonly string[]): Promise<Ended> {
    return sluice(args, { url: this.url, cwd: this.folder })
  }

  /** Changes a flag over HTTP. */
  async patch(flag: string, change: object): Promise<void> {
    const path = `/v1/environments/development/flags/${flag}`
    const answer = await fetch(this.url + path, {
      method: 'PATCH',
      headers: { ...ADMIN, 'Content-Type': 'application/merge-patch+json' },
      body: JSON.stringify(change),
    })
    if (answer.ok) return
    throw new Error(`PATCH ${path}: ${answer.status} ${await answer.text()}\n${this.#log}`)
  }

  /** Serves one variant to everybody. */
  async serve(flag: string, variant: string): Promise<void> {
    await this.patch(flag, { enabled: true, rules: [{ id: 'all', serve: { variant } }] })
  }

  /**
   * Sends the ruleset of the shop, whatever is there, without its experiments unless they are asked
   * for: they hold the rules that they ask about, and most tests here change rules.
   */
  async load(options: { readonly withExperiments?: boolean } = {}): Promise<void> {
    const flags = await readFile(FLAGS, 'utf8')
    const document = options.withExperiments === true ? flags : flags.replace(EXPERIMENTS, '')
    await writeFile(join(this.folder, 'flags.yaml'), document)
    const pushed = await this.sluice('push', '--yes', '--force')
    if (pushed.code !== 0) throw new Error(`push failed:\n${pushed.stdout}${pushed.stderr}`)
  }

  /** Ends the service and removes its folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.end()
    await rm(this.folder, { recursive: true, force: true })
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health/ready`)).ok
    } catch {
      return false
    }
  }
}
