import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Ended } from './command.ts'
import { freePort } from './free-port.ts'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))

/** What `npm start` runs, on ports and a data folder of its own. */
export class Demo {
  readonly servicePort: number
  readonly shopPort: number
  readonly folder: string
  #process: ChildProcess | undefined

  private constructor(servicePort: number, shopPort: number, folder: string) {
    this.servicePort = servicePort
    this.shopPort = shopPort
    this.folder = folder
  }

  /** Chooses ports and a folder; nothing runs yet. */
  static async prepare(): Promise<Demo> {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-start-'))
    return new Demo(await freePort(), await freePort(), folder)
  }

  get serviceUrl(): string {
    return `http://127.0.0.1:${this.servicePort}`
  }

  get shopUrl(): string {
    return `http://127.0.0.1:${this.shopPort}`
  }

  /** Starts it and waits for its last line. Gives what it said. */
  async start(): Promise<string> {
    const child = this.#spawn()
    const { stdout, stderr } = outputOf(child)
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on('data', () => {
        if (stdout().includes('Ctrl-C stops both.')) resolve()
      })
      child.once('close', () =>
        reject(new Error(`It ended while starting:\n${stdout()}${stderr()}`)),
      )
    })
    return stdout()
  }

  /** Starts it, expecting that it ends by itself. */
  async fail(): Promise<Ended> {
    const child = this.#spawn()
    const { stdout, stderr } = outputOf(child)
    await once(child, 'close')
    return { code: child.exitCode, stdout: stdout(), stderr: stderr() }
  }

  /** Sends a signal, as Ctrl-C does, and gives the exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process
    this.#process = undefined
    if (child === undefined || child.exitCode !== null) return child?.exitCode ?? null
    const closed = once(child, 'close')
    child.kill(signal)
    await closed
    return child.exitCode
  }

  /** Ends it and removes its folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL')
    await rm(this.folder, { recursive: true, force: true })
  }

  #spawn(): ChildProcess {
    this.#process = spawn(process.execPath, ['--conditions=@sluice/source', 'tools/start.ts'], {
      cwd: ROOT,
      env: {
        ...process.env,
        NODE_ENV: 'development',
        SLUICE_PORT: String(this.servicePort),
        SLUICE_DEMO_PORT: String(this.shopPort),
        SLUICE_DATA_DIR: join(this.folder, 'data'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return this.#process
  }
}

function outputOf(child: ChildProcess): { stdout: () => string; stderr: () => string } {
  const said = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()))
  return { stdout: () => said.stdout, stderr: () => said.stderr }
}
