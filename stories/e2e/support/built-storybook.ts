import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContextOptions } from 'playwright-core'
import { chromiumLaunch } from '../../../tools/chromium.ts'
import { runCommand } from '../../../tools/run-command.ts'
import { serveFolder } from '../../../tools/serve-folder.ts'
import { OpenStory } from './open-story.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Our Storybook, built and served as files. */
export interface BuiltStorybook extends AsyncDisposable {
  readonly buildMs: number
  readonly url: string
  /** Opens a story; `query` is what follows its name in the address. */
  open(story: string, query?: string, options?: BrowserContextOptions): Promise<OpenStory>
}

/** Builds our Storybook once, for a file of tests. */
export async function buildStorybook(): Promise<BuiltStorybook> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-storybook-'))
  const startedAt = performance.now()
  const { code, output } = await runCommand(
    [
      join(root, 'node_modules/.bin/storybook'),
      'build',
      '--quiet',
      '-c',
      'stories/.storybook',
      '-o',
      folder,
    ],
    { cwd: root, env: { ...process.env, NODE_ENV: undefined, VITEST: undefined } },
  )
  const buildMs = performance.now() - startedAt
  if (code !== 0) throw new Error(`The Storybook does not build:\n${output}`)
  const site = await serveFolder(folder)
  const browser: Browser = await chromium.launch({ ...chromiumLaunch, headless: true })
  return {
    buildMs,
    url: site.url,
    async open(story, query = '', options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        reducedMotion: 'reduce',
        ...options,
      })
      return OpenStory.open(await context.newPage(), `${site.url}/?path=/story/${story}${query}`)
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await site[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
