import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { chromiumLaunch } from '../chromium.ts'
import { freePort } from '../free-port.ts'
import { pnpmCommand } from '../pnpm.ts'
import { runCommand } from '../run-command.ts'
import { startProgram } from './start-program.ts'
import { writeFirstApp } from './write-first-app.ts'

/** What happened to the app, one step after the other. */
export interface Step {
  readonly name: string
  /** Empty when all is well. */
  readonly fault: string
}

/**
 * Takes the way of somebody who adds Sluice to an app: `sluice init`, the
 * compiler, a build, the service, the page, a flag that is turned on.
 *
 * @param folder - where the app is made; does not exist yet
 * @param sluice - the command, installed from its tarball
 * @param tarballs - the folder of the packed packages
 */
export async function* takeFirstSteps(
  folder: string,
  sluice: string,
  tarballs: string,
): AsyncGenerator<Step> {
  mkdirSync(folder)
  writeFirstApp(folder)
  const env = {
    ...process.env,
    // A build in this process has set it.
    NODE_ENV: 'development',
    PATH: withPnpm(folder),
    npm_config_user_agent: 'pnpm/12',
  }
  const run = async (name: string, ...command: [string, ...string[]]): Promise<Step> => {
    const { code, output } = await runCommand(command, { cwd: folder, env })
    return { name, fault: code === 0 ? '' : `${output.trim()}\nexit code ${code}` }
  }
  const at = `http://127.0.0.1:${await freePort()}`
  const init = [sluice, 'init', '--packages', tarballs, '--url', at] as const
  yield run('sluice init, with an install from the tarballs', ...init, '--yes')
  yield run('sluice init, once more, finds nothing to do', ...init)
  yield { name: 'editors find the schema of its flags', fault: schemaFault(folder) }
  yield run('its types compile', 'tsc', '-p', folder)
  yield { name: 'a misspelt flag does not compile', fault: await misspell(folder) }
  yield run('it builds', 'vite', 'build', '--logLevel', 'error')
  yield { name: 'a flag turned on in flags.yaml opens the gate', fault: await flip(folder, env) }
}

/** Misspells the flag of the first gate for as long as the compiler looks at it. */
async function misspell(folder: string): Promise<string> {
  const gate = join(folder, 'src/FirstGate.tsx')
  const text = readFileSync(gate, 'utf8')
  writeFileSync(gate, text.replace('flag="first-gate"', 'flag="frist-gate"'))
  const { code, output } = await runCommand(['tsc', '-p', folder], { cwd: folder })
  writeFileSync(gate, text)
  return code !== 0 && /FirstGate\.tsx.*"frist-gate"/.test(output)
    ? ''
    : `The compiler said nothing of "frist-gate".\n${output.trim()}\nexit code ${code}`
}

/** Serves and opens the app, turns its first flag on, and looks at the page. */
async function flip(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const port = `${await freePort()}`
  const vite = ['vite', '--host', '127.0.0.1', '--port', port, '--strictPort'] as const
  await using service = startProgram(scriptOf(folder, 'flags'), folder, env)
  await using app = startProgram(vite, folder, env)
  await using browser = await chromium.launch({ ...chromiumLaunch, headless: true })
  try {
    await service.prints('Watching flags.yaml')
    await app.prints('ready in')
    const page = await browser.newPage()
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    await page.goto(`http://127.0.0.1:${port}`)
    await says(page, 'first-gate is closed')
    page.on('load', () => faults.push('The page was loaded again.'))
    const flags = join(folder, 'flags.yaml')
    const text = readFileSync(flags, 'utf8')
    writeFileSync(flags, text.replace('defaultVariant: off', 'defaultVariant: on'))
    await says(page, 'first-gate is open')
    return faults.join('\n')
  } catch (error) {
    return `${String(error)}\n${service.output()}${app.output()}`
  }
}

function schemaFault(folder: string): string {
  const [first = ''] = readFileSync(join(folder, 'flags.yaml'), 'utf8').split('\n')
  const path = join(folder, first.split('$schema=')[1] ?? 'no schema')
  return existsSync(path) ? '' : `${path} does not exist.`
}

/** The command of a script of `package.json`, as the app's own shell finds it. */
function scriptOf(folder: string, script: string): readonly [string, ...string[]] {
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const [name = '', ...args] = (scripts[script] ?? '').split(' ')
  return [join(folder, 'node_modules/.bin', name), ...args]
}

async function says(page: Page, words: string): Promise<void> {
  await page.getByRole('status').filter({ hasText: words }).waitFor({ timeout: 30_000 })
}

/** A PATH on which `pnpm` is ours, as it is for somebody who uses it. */
function withPnpm(folder: string): string {
  const [command, ...args] = pnpmCommand()
  const tools = join(dirname(folder), 'bin')
  mkdirSync(tools)
  const line = ['exec', command, ...args].map((word) => `'${word}'`).join(' ')
  writeFileSync(join(tools, 'pnpm'), `#!/bin/sh\n${line} "$@"\n`, { mode: 0o755 })
  return tools + delimiter + (process.env['PATH'] ?? '')
}
