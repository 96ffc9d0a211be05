import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defaultClientConditions, type InlineConfig, type PluginOption } from 'vite'

const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url))

/** A small app on disk, whose gates are forced, so that it needs no service. */
export interface App extends AsyncDisposable {
  readonly folder: string
  write(name: string, text: string): Promise<void>
  /** How Vite serves and builds it. */
  config(plugins: PluginOption[]): InlineConfig
}

/** The component whose source is looked at; tests change it. */
export const CART = `import { Gate, Variant as Choice, useGate } from '@sluice/react'
import { useState } from 'react'

export function Cart() {
  const [count, setCount] = useState(0)
  const isOpen = useGate('new-checkout', false)
  return (
    <section>
      <button type="button" onClick={() => setCount(count + 1)}>Clicked {count}</button>
      <Gate flag="reviews" fallback={<p>No reviews</p>}>
        <p>Reviews, checkout {String(isOpen)}</p>
      </Gate>
      <Choice flag="cta" cases={{ a: <p>A</p>, b: <p>B</p> }} />
    </section>
  )
}
`

const MAIN = `import { Override } from '@sluice/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Cart } from './Cart.tsx'

createRoot(document.querySelector('#root')).render(
  <StrictMode>
    <Override values={{ 'new-checkout': true, reviews: true }} variants={{ cta: 'b' }}>
      <Cart />
    </Override>
  </StrictMode>,
)
`

const HTML = `<!doctype html><title>App</title><link rel="icon" href="data:," /><div id="root"></div>
<script type="module" src="/src/main.tsx"></script>`

/** Writes the app into a folder of its own. */
export async function writeApp(): Promise<App> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-vite-'))
  // At once, as editors do: Vite reads what is there when it hears of it.
  const write: App['write'] = async (name, text) => {
    const part = join(folder, `${basename(name)}.part`)
    await writeFile(part, text)
    await rename(part, join(folder, name))
  }
  await symlink(MODULES, join(folder, 'node_modules'))
  await write('index.html', HTML)
  await mkdir(join(folder, 'src'))
  await write('src/main.tsx', MAIN)
  await write('src/Cart.tsx', CART)
  return {
    folder,
    write,
    config: (plugins) => ({
      configFile: false,
      root: folder,
      cacheDir: join(folder, '.vite'),
      logLevel: 'silent',
      plugins,
      resolve: { conditions: ['@sluice/source', ...defaultClientConditions] },
      // The packages are where the repository is.
      server: { host: '127.0.0.1', fs: { strict: false } },
    }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
