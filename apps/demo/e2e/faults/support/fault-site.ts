import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions } from 'vite'

const ROOT = fileURLToPath(new URL('../page', import.meta.url))
const SCRIPT = '<script type="module" src="/main.js"></script>'

const PAGES: Readonly<Record<string, string>> = {
  '/': SCRIPT,
  // Where somebody goes to from a page with a client.
  '/elsewhere': 'Elsewhere',
  '/twice': `${SCRIPT}<script type="module" src="/copy/main.js"></script>`,
  '/other-release': '<script type="module" src="/other-release/main.js"></script>',
  // Without `allow-same-origin`: no storage, no cookies, an origin of its own.
  '/sandboxed': '<iframe sandbox="allow-scripts" src="/"></iframe>',
}

/** Pages with a client, bundled as an application does it, on a port of their own. */
export interface FaultSite extends AsyncDisposable {
  readonly url: string
}

/** Bundles the page and serves it. Nothing is ever wrong with this server. */
export async function openFaultSite(): Promise<FaultSite> {
  const built = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    base: './',
    resolve: { conditions: ['@sluice/source', ...defaultClientConditions] },
    build: {
      write: false,
      modulePreload: false,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: { input: `${ROOT}/main.ts`, output: { entryFileNames: 'main.js' } },
    },
  })
  if (!('output' in built)) throw new Error('The page was not built once.')
  const scripts = new Map<string, string>(
    built.output.flatMap((file) =>
      file.type === 'chunk' ? [[`/${file.fileName}`, file.code] as const] : [],
    ),
  )
  const server: Server = createServer(({ url = '/' }, response) => {
    const file = scripts.get(url.replace(/^\/(copy|other-release)/, ''))
    const script = url.startsWith('/other-release') ? ofOtherRelease(file ?? '') : file
    const page = PAGES[url]
    // A sandboxed frame is another origin to its own scripts.
    response.setHeader('access-control-allow-origin', '*')
    if (page !== undefined)
      response.setHeader('content-type', 'text/html').end(`<!doctype html>${page}`)
    else if (file !== undefined) response.setHeader('content-type', 'text/javascript').end(script)
    else response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The code as it may be in another release: its tabs understand nobody, and nobody them. */
function ofOtherRelease(script: string): string {
  return script.replaceAll('quietMs', 'restMs')
}
