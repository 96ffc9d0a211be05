// Packs every package as it would be published and checks the tarballs, not the folders:
// what they declare, that their types resolve, and that they work outside this workspace.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { build } from 'vite'
import { devtoolsFaults } from './packed/bundle-devtools.ts'
import { writeConsumer } from './packed/consumer.ts'
import { takeFirstSteps } from './packed/first-app.ts'
import { pack } from './packed/pack.ts'
import { runAtEdge } from './packed/run-at-edge.ts'
import { addToStorybook } from './packed/storybook.ts'
import { tarballFaults } from './packed/tarball.ts'
import { pnpmCommand } from './pnpm.ts'
import { runCommand } from './run-command.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'sluice-packed-'))

/** What a check found; an empty fault is good news. */
interface Finding {
  readonly name: string
  readonly fault: string
}

async function check(
  name: string,
  command: readonly [command: string, ...args: string[]],
  cwd: string,
): Promise<Finding> {
  const { code, output } = await runCommand(command, { cwd })
  return { name, fault: code === 0 ? '' : `${output.trim()}\nexit code ${code}` }
}

/** Prints findings; tells whether all are good. */
function report(...findings: readonly Finding[]): boolean {
  for (const { name, fault } of findings) {
    console.log(fault === '' ? `✓ ${name}` : `✗ ${name}\n${fault}\n`)
  }
  const isGood = findings.every(({ fault }) => fault === '')
  if (!isGood) process.exitCode = 1
  return isGood
}

async function checkTarball([name, tarball]: readonly [string, string]): Promise<Finding[]> {
  const faults = tarballFaults(gunzipSync(readFileSync(tarball)))
  const byTools = await Promise.all([
    check(`${name}: publint`, ['publint', '--strict', tarball], root),
    check(`${name}: attw`, ['attw', tarball, '--profile', 'esm-only'], root),
  ])
  return [{ name: `${name}: contents`, fault: faults.join('\n') }, ...byTools]
}

/** Bundles the smallest page; React stays outside, as every page has it already. */
async function bundlePage(folder: string): Promise<Finding> {
  const result = await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      rolldownOptions: {
        input: join(folder, 'page.mjs'),
        external: /^react($|\/)/,
        preserveEntrySignatures: 'strict',
      },
    },
  })
  const [output] = Array.isArray(result) ? result : [result]
  const chunks = output !== undefined && 'output' in output ? output.output : []
  const code = chunks.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('\n')
  const unwanted = ['ZodError', 'RE2'].filter((word) => code.includes(word))
  const kilobytes = (gzipSync(code).length / 1000).toFixed(1)
  return {
    name: `a page with one gate, bundled: ${kilobytes} kB gzipped`,
    fault: code.includes('new-checkout')
      ? unwanted.map((word) => `The bundle holds ${word}, which no page needs.`).join('\n')
      : 'The bundle does not hold the page.',
  }
}

async function checkConsumer(tarballs: ReadonlyMap<string, string>): Promise<void> {
  const folder = join(scratch, 'consumer')
  mkdirSync(folder)
  writeConsumer(folder, tarballs)
  const command = [...pnpmCommand(), 'install', '--offline'] as const
  if (!report(await check('install of the tarballs', command, folder))) return
  const sluice = join(folder, 'node_modules/.bin/sluice')
  report(
    await check('use in plain Node, with server rendering', ['node', 'site.mjs'], folder),
    await check('declarations', ['tsc', '-p', folder], folder),
    await bundlePage(folder),
    { name: 'no devtools in a bundle for production', fault: await devtoolsFaults(folder) },
    { name: 'a function at the edge, without Node', fault: await runAtEdge(folder).catch(String) },
    await check('sluice --help', [sluice, '--help'], folder),
    await check('sluice validate', [sluice, 'validate', 'flags.yaml'], folder),
  )
  const steps = takeFirstSteps(join(scratch, 'first-app'), sluice, scratch)
  for await (const { name, fault } of steps)
    if (!report({ name: `a new app: ${name}`, fault })) break
  for await (const { name, fault } of addToStorybook(join(scratch, 'storybook'), tarballs))
    if (!report({ name: `a Storybook: ${name}`, fault })) break
}

try {
  const tarballs = await pack(scratch)
  const findings = await Promise.all([...tarballs].map(checkTarball))
  report(...findings.flat())
  await checkConsumer(tarballs)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
