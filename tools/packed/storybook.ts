import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { chromiumLaunch } from '../chromium.ts'
import { freePort } from '../free-port.ts'
import { pnpmCommand } from '../pnpm.ts'
import { runCommand } from '../run-command.ts'
import { serveFolder } from '../serve-folder.ts'
import type { Step } from './first-app.ts'
import { startProgram } from './start-program.ts'
import { addAddon, writeFactories, writeStorybook } from './write-storybook.ts'

/**
 * Takes the way of somebody who adds the addon to a Storybook: one dependency, one line,
 * a build, and a look at the panel, from a folder that any static host could serve.
 *
 * @param folder - where the Storybook is made; does not exist yet
 */
export async function* addToStorybook(
  folder: string,
  tarballs: ReadonlyMap<string, string>,
): AsyncGenerator<Step> {
  mkdirSync(folder)
  writeStorybook(folder, tarballs)
  const env = { ...process.env, NODE_ENV: undefined, STORYBOOK_DISABLE_TELEMETRY: '1' }
  const run = async (name: string, ...command: [string, ...string[]]): Promise<Step> => {
    const { code, output } = await runCommand(command, { cwd: folder, env })
    return { name, fault: code === 0 ? '' : `${output.trim()}\nexit code ${code}` }
  }
  addAddon(folder, tarballs)
  yield run('install, with one dependency more', ...pnpmCommand(), 'install', '--offline')
  yield run(
    'build, with one line more',
    join(folder, 'node_modules/.bin/storybook'),
    'build',
    '--quiet',
  )
  yield { name: 'the panel knows the gate, and turns it', fault: await look(folder) }
  writeFactories(folder)
  yield {
    name: 'the panel follows the file while it runs, also of a preview that definePreview makes',
    fault: await follow(folder, env),
  }
}

async function look(folder: string): Promise<string> {
  await using site = await serveFolder(join(folder, 'storybook-static'))
  await using browser = await chromium.launch({ ...chromiumLaunch, headless: true })
  const page = await browser.newPage()
  page.setDefaultTimeout(30_000)
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  try {
    await page.goto(`${site.url}/?path=/story/checkout--plain`)
    const story = page.frameLocator('#storybook-preview-iframe')
    await story.getByText('The checkout as it is').waitFor()
    await page.getByRole('tab', { name: 'Gates' }).click()
    await page.getByRole('heading', { name: 'Checkout on one page' }).waitFor()
    await page.getByRole('radio', { name: 'On' }).click({ force: true })
    await story.getByText('The new checkout').waitFor()
    return faults.join('\n')
  } catch (error) {
    return [String(error), ...faults].join('\n')
  }
}

/** Serves the Storybook as developers do, and changes its flags. */
async function follow(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const port = `${await freePort()}`
  const command = join(folder, 'node_modules/.bin/storybook')
  const storybook = [command, 'dev', '--ci', '--host', '127.0.0.1', '--port', port] as const
  await using server = startProgram(storybook, folder, env)
  await using browser = await chromium.launch({ ...chromiumLaunch, headless: true })
  try {
    await server.prints(port)
    const page = await browser.newPage()
    page.setDefaultTimeout(60_000)
    await page.goto(`http://127.0.0.1:${port}/?path=/story/checkout--plain`)
    await page.getByRole('tab', { name: 'Gates' }).click()
    await page.getByRole('heading', { name: 'Checkout on one page' }).waitFor()
    const loads: string[] = []
    page.on('framenavigated', (frame) => loads.push(frame.url()))
    const flags = join(folder, 'flags.yaml')
    const text = readFileSync(flags, 'utf8')
    writeFileSync(flags, 'flags: [')
    await page.getByText('is no YAML').waitFor()
    writeFileSync(flags, text.replace('title: Checkout', 'defaultVariant: on\n    title: Paying'))
    await page.getByRole('heading', { name: 'Paying on one page' }).waitFor()
    await page.frameLocator('#storybook-preview-iframe').getByText('The new checkout').waitFor()
    return loads.map((url) => `It was loaded again: ${url}`).join('\n')
  } catch (error) {
    return `${String(error)}\n${server.output()}`
  }
}
