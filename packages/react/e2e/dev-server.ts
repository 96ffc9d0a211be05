import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { chromium, type Page } from 'playwright-core'
import { createServer, defaultClientConditions } from 'vite'
import { chromiumLaunch } from '../../../tools/chromium.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Draws `App` of `App.tsx`, with what `flag.ts` says of one flag. */
const STARTS: Readonly<Record<string, string>> = {
  'index.html': '<div id="root"></div><script type="module" src="/main.tsx"></script>',
  'main.tsx': `
    import { createLocalClient } from '@sluice/client/local'
    import { SluiceProvider } from '@sluice/react'
    import { StrictMode } from 'react'
    import { createRoot } from 'react-dom/client'
    import { App } from './App.tsx'
    const serving = (variant) => ({ bootstrap: { flags: [{
      key: 'cta', value: variant, variant, reason: 'SPLIT', metadata: { stability: 'mount' },
    }] } })
    const client = createLocalClient(serving('urgent'))
    window.serve = (variant) => client.update(serving(variant))
    createRoot(document.getElementById('root')).render(
      <StrictMode><SluiceProvider client={client}><App /></SluiceProvider></StrictMode>,
    )`,
}

/** An app that somebody develops: its files are served by Vite, and open in Chromium. */
export interface AppInDevelopment extends AsyncDisposable {
  readonly page: Page
  /** What the page printed. */
  readonly printed: readonly string[]
  /** Saves a file, as an editor does. */
  readonly save: (file: string, text: string) => Promise<void>
}

/** Starts the development server of a new app, and opens its page. */
export async function develop(files: Readonly<Record<string, string>>): Promise<AppInDevelopment> {
  const root = await mkdtemp(join(tmpdir(), 'sluice-react-'))
  // At once, as editors do: Vite reads what is there when it hears of it.
  const save = async (file: string, text: string): Promise<void> => {
    const part = join(root, `${file}.part`)
    await writeFile(part, text)
    await rename(part, join(root, file))
  }
  await symlink(here('../node_modules'), join(root, 'node_modules'))
  for (const [file, text] of Object.entries({ ...STARTS, ...files })) await save(file, text)
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    cacheDir: join(root, '.vite'),
    plugins: [react()],
    resolve: {
      alias: { '@sluice/react': here('../src/index.ts') },
      conditions: ['@sluice/source', ...defaultClientConditions],
    },
    optimizeDeps: { include: ['react', 'react/jsx-dev-runtime', 'react-dom/client'] },
    server: { host: '127.0.0.1', port: 0, fs: { strict: false } },
  })
  await server.listen()
  const browser = await chromium.launch({ ...chromiumLaunch, headless: true })
  const page = await browser.newPage()
  const printed: string[] = []
  page.on('console', (message) => printed.push(message.text()))
  await page.goto(server.resolvedUrls?.local[0] ?? '')
  await page.locator('#root > *').first().waitFor()
  return {
    page,
    printed,
    save,
    async [Symbol.asyncDispose]() {
      await browser.close()
      await server.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}
