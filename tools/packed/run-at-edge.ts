import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { build, defaultServerConditions } from 'vite'

/** What `edge.mjs` leaves in its world. */
interface EdgeWorld {
  readonly answer: (cookies: string) => Promise<string>
}

const PUBLISHED = JSON.stringify({
  schemaVersion: 1,
  version: 3,
  flags: {
    'new-checkout': {
      enabled: true,
      serverOnly: false,
      overridable: true,
      archived: false,
      type: 'boolean',
      stability: 'live',
      defaultVariant: 'off',
      prerequisites: [],
      exposure: { policy: 'commit', sampleBps: 10_000 },
      variants: { on: { value: true }, off: { value: false } },
      rules: [
        {
          id: 'staff',
          when: { attribute: 'email', op: 'matches', values: ['@example[.]com$'] },
          serve: { variant: 'on' },
        },
      ],
    },
  },
})

/**
 * Bundles `edge.mjs` from the packed packages and runs it in a world that has
 * what every worker has, and nothing of Node.
 *
 * @param folder - of the consumer
 * @returns what is wrong; empty when all is well
 */
export async function runAtEdge(folder: string): Promise<string> {
  const builtIns = new Set<string>()
  const result = await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    // As the bundlers of such places do: React asks for it.
    define: { 'process.env.NODE_ENV': '"production"' },
    ssr: { noExternal: true, resolve: { conditions: [...defaultServerConditions] } },
    plugins: [
      {
        name: 'note-built-ins',
        enforce: 'pre',
        resolveId(id) {
          if (!id.startsWith('node:')) return undefined
          builtIns.add(id)
          return { id, external: true }
        },
      },
    ],
    build: {
      write: false,
      ssr: join(folder, 'edge.mjs'),
      rolldownOptions: { output: { format: 'iife', codeSplitting: false } },
    },
  })
  if (builtIns.size > 0) return `The bundle asks for ${[...builtIns].join(', ')}.`
  const [output] = Array.isArray(result) ? result : [result]
  const [chunk] = output !== undefined && 'output' in output ? output.output : []
  if (chunk?.type !== 'chunk') return 'There is no bundle.'
  const { AbortController, Headers, Response, TextDecoder, URL, performance, crypto } = globalThis
  const fetch = (): Promise<Response> =>
    Promise.resolve(new Response(PUBLISHED, { headers: { 'Sluice-Epoch': 'e' } }))
  const web = { AbortController, Headers, Response, TextDecoder, URL, performance, crypto, fetch }
  // Timers of a worker are numbers.
  const after = (run: () => void, delayMs: number): number => Number(setTimeout(run, delayMs))
  const world = createContext({ ...web, setTimeout: after, clearTimeout, queueMicrotask })
  runInContext(`"use strict"; ${chunk.code}`, world)
  const { answer } = world as EdgeWorld
  const said = await answer('sluice-anonymous-key=0123456789abcdef')
  const expected = /^true <script id="sluice-bootstrap".*"anonymousKey":"0123456789abcdef"/
  return expected.test(said) ? '' : `It answered ${said}`
}
