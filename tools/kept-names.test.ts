import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import type * as Local from '../packages/client/src/local.ts'
import type * as Reports from '../packages/react/src/server/index.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

type Server = typeof Reports & typeof Local

/** What a server needs to report what it drew, in one file as many bundlers for servers make it. */
async function load(): Promise<Server> {
  const sources = [
    'react/src/server/evaluate-flags.ts',
    'react/src/server/exposures-html.ts',
    'client/src/local.ts',
  ]
  const { outputFiles } = await build({
    stdin: {
      contents: sources
        .map((file) => `export * from ${JSON.stringify(join(root, 'packages', file))}`)
        .join('\n'),
      resolveDir: root,
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    keepNames: true,
    conditions: ['@sluice/source'],
  })
  const [file] = outputFiles
  return (await import(`data:text/javascript,${encodeURIComponent(file?.text ?? '')}`)) as Server
}

it('writes a report that runs also where the bundle of the server keeps the names of functions', async () => {
  const { createLocalClient, evaluateFlags, exposuresHtml } = await load()
  const flags = evaluateFlags(
    {
      evaluateAll: (context) => ({
        flags: [{ key: 'gate', value: true, variant: 'on', reason: 'SPLIT', metadata: {} }],
        version: 1,
        epoch: 'test',
        context,
        eventAttributes: { units: [], stored: [] },
      }),
    },
    { targetingKey: 'ada', anonymousKey: 'anon' },
  )
  const client = createLocalClient({ bootstrap: flags.bootstrap })
  client.drawn?.push(client.peekFirst('gate', false), undefined)
  const html = exposuresHtml({
    flags,
    url: 'https://gates.test/',
    clientKey: 'sluice_client_test',
    consent: 'granted',
  })
  const [, script = ''] = /<script>(.*)<\/script>$/s.exec(html) ?? []
  expect(script).toContain('__name(')
  const listened: string[] = []
  runInNewContext(script, {
    navigator: {},
    document: {
      currentScript: { previousElementSibling: { textContent: '[]' } },
      visibilityState: 'hidden',
      addEventListener: (type: string) => listened.push(type),
      removeEventListener() {},
    },
  })
  expect(listened).toEqual(['visibilitychange'])
})
