import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, preview } from 'vite'
import { countedProxy } from '../../../../tools/start/counted-proxy.ts'
import { freePort } from './free-port.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The shop, built once and served from a folder. */
export interface Shop extends AsyncDisposable {
  readonly url: string
}

/** Builds the shop for one service and serves it. */
export async function openShop(serviceUrl: string): Promise<Shop> {
  const outDir = await mkdtemp(join(tmpdir(), 'sluice-shop-'))
  const port = await freePort()
  const common = {
    root: ROOT,
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true, minify: false, reportCompressedSize: false },
  } as const
  // As for customers. Vite would take the word of whoever runs the tests.
  const { NODE_ENV } = process.env
  process.env['NODE_ENV'] = 'production'
  try {
    await build({ ...common, define: { __SLUICE_URL__: JSON.stringify(serviceUrl) } })
  } finally {
    process.env['NODE_ENV'] = NODE_ENV
  }
  const server = await preview({
    ...common,
    preview: { host: '127.0.0.1', port, strictPort: true, proxy: countedProxy(serviceUrl) },
  })
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      await server.close()
      await rm(outDir, { recursive: true, force: true })
    },
  }
}
