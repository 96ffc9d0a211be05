import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Service, ServiceOptions } from '@sluice/server'
import { startService } from '@sluice/server'
import { onTestFinished } from 'vitest'
import { parse } from 'yaml'
import type { Ran, RunOptions } from './run-sluice.ts'
import { runSluice } from './run-sluice.ts'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** A small ruleset with a comment on most lines, as people write it. */
export const SHOP = `# The shop's flags.
schemaVersion: 1
attributes: { email: { type: string, sensitive: true } }
segments:
  staff: { attribute: email, op: ends_with, values: ['@acme.example'] } # us

flags:
  # Opened for a fifth of everybody.
  new-checkout:
    title: New checkout
    owner: team-checkout # ask in #checkout
    enabled: true
    rules:
      - id: staff # first ourselves
        when: { segment: staff }
        serve: { variant: on }

      - id: everybody
        serve:
          split:
            - { variant: on,  weightBps: 10000 }
          coverageBps: 2000 # raise on Mondays

  checkout-cta:
    kind: experiment
    type: string
    variants:
      control: 'Buy now'
      urgent: { value: Only 2 left, title: Urgent }
    defaultVariant: control
`

/** A service in this process and a folder to work in, gone when the test ends. */
export interface TestBench {
  readonly service: Service
  readonly folder: string
  /** Runs `sluice` in the folder against the service. */
  readonly sluice: (argv: readonly string[], options?: RunOptions) => Promise<Ran>
  readonly read: (name: string) => Promise<string>
  readonly write: (name: string, text: string) => Promise<void>
}

/** Starts a service whose environment `development` holds the shop, and writes `flags.yaml`. */
export async function testBench(
  seed: string = SHOP,
  options: Pick<ServiceOptions, 'clock'> = {},
): Promise<TestBench> {
  const { folder, read, write } = await testFolder()
  const service = await startService({
    dataDir: join(folder, 'data'),
    mode: 'development',
    port: 0,
    logger: silent,
    // A busy machine holds up tests for seconds.
    limits: { blockedMs: 60_000 },
    seed: { environment: 'development', document: parse(seed) as unknown },
    ...options,
  })
  onTestFinished(async () => service.close())
  await write('flags.yaml', seed)
  const sluice = async (argv: readonly string[], options: RunOptions = {}): Promise<Ran> =>
    runSluice(argv, { cwd: folder, ...options, env: { SLUICE_URL: service.url, ...options.env } })
  return { service, folder, sluice, read, write }
}

/** A folder to work in, gone when the test ends. */
export async function testFolder(): Promise<Pick<TestBench, 'folder' | 'read' | 'write'>> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-cli-'))
  onTestFinished(async () => rm(folder, { recursive: true, force: true }))
  return {
    folder,
    read: async (name) => readFile(join(folder, name), 'utf8'),
    write: async (name, text) => writeFile(join(folder, name), text),
  }
}
