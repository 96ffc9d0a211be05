import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, preview, type InlineConfig, type PreviewServer } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { chromiumLaunch } from '../../../../tools/chromium.ts'
import { freePort } from '../../../../tools/free-port.ts'
import { readEvidence } from '../gate-coverage/evidence.ts'

const root = fileURLToPath(new URL('../../test/playwright', import.meta.url))
const cli = join(dirname(createRequire(import.meta.url).resolve('@playwright/test')), 'cli.js')
let folder: string
let server: PreviewServer
let port: number

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-pages-'))
  port = await freePort()
  const common = {
    root,
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: ['@sluice/source', 'module', 'browser', 'production'] },
    build: { outDir: join(folder, 'site'), minify: false, emptyOutDir: true },
  } satisfies InlineConfig
  await build(common)
  server = await preview({ ...common, preview: { host: '127.0.0.1', port, strictPort: true } })
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

function runPlaywright(env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { VITEST: _1, NODE_ENV: _2, ...clean } = process.env
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [cli, 'test'],
      {
        cwd: root,
        env: {
          ...clean,
          NODE_OPTIONS: '--conditions=@sluice/source',
          BASE_URL: `http://127.0.0.1:${port}`,
          CHROMIUM: JSON.stringify(chromiumLaunch),
          EVIDENCE: join(folder, 'evidence'),
          FORCE_COLOR: '0',
          ...env,
        },
      },
      (_, out, err) => resolve(out + err),
    )
  })
}

it('forces flags in the pages of Playwright Test, and leaves what they exercised', async () => {
  expect(await runPlaywright()).toContain('7 passed')
  const used = (): Record<string, string[]> => {
    const evidence = readEvidence(join(folder, 'evidence'))
    return Object.fromEntries(
      evidence.map(({ test, uses }) => [
        test,
        uses.map(({ flag, variant }) => `${flag} ${variant}`).toSorted(),
      ]),
    )
  }
  expect(used()).toEqual({
    'forces variants, also in the page that is open': [
      'checkout-cta control',
      'checkout-cta urgent',
      'new-checkout on',
    ],
    'leaves what was drawn last, where nobody takes events': [
      'new-checkout off',
      'new-checkout on',
    ],
    'forces variants where the server knows no flags': ['checkout-cta urgent'],
    'opens the link that the overlay copies': ['checkout-cta urgent', 'new-checkout on'],
    'asks the service for the person of a scenario': [],
    'says what does not exist': [],
    'leaves nothing behind when it fails': ['new-checkout off'],
  })
  expect(await runPlaywright({ FAIL: '1' })).toContain('1 failed')
  expect(used()['leaves nothing behind when it fails']).toEqual([])
})
