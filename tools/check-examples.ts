// Installs each example from packed packages, outside of this repository, builds and starts it
// beside a real service, and looks at it in Chromium. With `--lock` it writes their lockfiles. A name chooses one, and `--show` prints
// what its build says.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { turnOnCacheComponents } from './examples/cache-components.ts'
import { commonChecks, hydratesQuietly, type Check } from './examples/check.ts'
import { developmentChecks } from './examples/development-checks.ts'
import { installExample, readLockfile } from './examples/install.ts'
import { unlockedPackages } from './examples/lockfile.ts'
import { nextChecks } from './examples/next-checks.ts'
import { grantChecks, overlayChecks } from './examples/overlay-checks.ts'
import { endRunning, startRunning } from './examples/running.ts'
import { startService } from './examples/service.ts'
import { preloadChecks } from './examples/preload-checks.ts'
import { staticChecks } from './examples/static-checks.ts'
import { openBrowser } from './examples/visit.ts'
import { freePort } from './free-port.ts'
import { pack } from './packed/pack.ts'
import { runCommand, stopCommands } from './run-command.ts'

interface Example {
  readonly name: string
  readonly checks: readonly Check[]
  /** Checked once more as `npm run dev` serves it. */
  readonly development: readonly Check[]
  /** Changes the installed copy, which is then built and checked once more. */
  readonly variation?: Variation
}

interface Variation {
  readonly name: string
  readonly change: (folder: string) => void
  readonly checks: readonly Check[]
}

const examples: readonly Example[] = [
  {
    name: 'vite-ssr',
    checks: [...commonChecks, ...preloadChecks, ...staticChecks],
    development: [hydratesQuietly, ...developmentChecks],
  },
  {
    name: 'next',
    checks: [...commonChecks, ...nextChecks, ...grantChecks],
    development: [hydratesQuietly, ...overlayChecks],
    variation: {
      name: 'next with cacheComponents',
      change: turnOnCacheComponents,
      checks: commonChecks,
    },
  },
]

const root = fileURLToPath(new URL('..', import.meta.url))
const folderOf = ({ name }: Example): string => join(root, 'examples', name)
const scratch = mkdtempSync(join(tmpdir(), 'sluice-examples-'))

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    stopCommands(signal)
    void endRunning().finally(() => {
      rmSync(scratch, { recursive: true, force: true })
      process.exit(128 + constants.signals[signal])
    })
  })
}

/** Says how one thing went; a fault makes this run fail. */
async function attempt(what: string, run: () => Promise<void>): Promise<boolean> {
  const startedAt = performance.now()
  try {
    await run()
    console.log(`✓ ${what} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
    return true
  } catch (error) {
    console.log(`✗ ${what}\n${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
    return false
  }
}

/** Checks one example from its lockfile to its last promise. */
async function checkExample(
  example: Example,
  tarballs: ReadonlyMap<string, string>,
): Promise<void> {
  const { name, variation } = example
  const committed = readLockfile(folderOf(example))
  let folder = ''
  const isInstalled = await attempt(`${name}: install`, async () => {
    const installed = await installExample(folderOf(example), scratch, tarballs)
    const faults = unlockedPackages(committed, installed.lockfile)
    if (faults.length > 0) throw new Error(faults.join('\n'))
    ;({ folder } = installed)
  })
  if (!isInstalled) return
  await checkInstalled(example, folder)
  if (!variation) return
  variation.change(folder)
  await checkInstalled({ ...variation, development: [] }, folder)
}

/** Builds and starts what is installed, and checks its promises. */
async function checkInstalled(
  { name, checks, development }: Example,
  folder: string,
): Promise<void> {
  const [servicePort, port] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${servicePort}`
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    // The Node that the example is run with, and its own commands.
    PATH: [join(folder, 'node_modules/.bin'), join(root, 'node_modules/.bin'), process.env['PATH']]
      .filter((part) => part !== undefined)
      .join(delimiter),
    PORT: String(port),
    NEXT_TELEMETRY_DISABLED: '1',
    SLUICE_URL: url,
    VITE_SLUICE_URL: url,
    NEXT_PUBLIC_SLUICE_URL: url,
  }
  const isBuilt = await attempt(`${name}: build`, async () => {
    const { code, output } = await runCommand(['npm', 'run', 'build'], { cwd: folder, env })
    if (code !== 0 || process.argv.includes('--show')) console.log(output)
    if (code !== 0) throw new Error(`exit code ${code}`)
  })
  if (!isBuilt) return

  const files = join(scratch, `${name.replaceAll(' ', '-')}-service`)
  await using service = await startService(join(folder, 'flags.yaml'), files, servicePort)
  const browser = await openBrowser()
  try {
    for (const [script, promises] of [
      ['start', checks],
      ['dev', development],
    ] as const) {
      if (promises.length === 0) continue
      const command = ['npm', 'run', script] as const
      await using app = await startRunning(command, { cwd: folder, env, port, probe: '/' })
      for (const [promise, run] of promises)
        await attempt(`${name} (${script}): ${promise}`, () => run({ app, service, browser }))
      await attempt(`${name} (${script}): the server has nothing to complain about`, async () => {
        if (/error|warn|⚠|sluice: /i.test(app.log())) throw new Error(app.log())
      })
    }
  } finally {
    await browser.close()
  }
}

/** Writes the lockfile of an example anew, keeping the versions that it has. */
async function lockExample(example: Example, tarballs: ReadonlyMap<string, string>): Promise<void> {
  const { lockfile } = await installExample(folderOf(example), scratch, tarballs)
  const path = join(folderOf(example), 'pnpm-lock.yaml')
  writeFileSync(path, stringify(lockfile, { lineWidth: 0 }))
  console.log(`${example.name}: ${Object.keys(lockfile.packages).length} packages locked.`)
}

try {
  const tarballs = await pack(scratch)
  const isLocking = process.argv.includes('--lock')
  const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
  const chosen = examples.filter(({ name }) => named.length === 0 || named.includes(name))
  for (const example of chosen)
    await (isLocking ? lockExample(example, tarballs) : checkExample(example, tarballs))
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
