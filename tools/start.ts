// What `npm start` runs: the gate service and the demo shop, in one process, so
// that nothing is left behind when it ends.
import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer, type ViteDevServer } from 'vite'
import { countedProxy } from './start/counted-proxy.ts'
import { startService, type Service } from '../packages/server/src/index.ts'
import { buildConsole } from './start/build-console.ts'
import { beginExperiments } from './start/experiments.ts'
import { claimPort } from './start/ports.ts'
import { compareWithService, firstEdit, readFlagsFile } from './start/flags-file.ts'
import { deskRoute } from './start/rollout-desk/desk-route.ts'
import { readPlan } from './start/rollout-desk/read-plan.ts'
import { openRolloutDesk, type RolloutDesk } from './start/rollout-desk/rollout-desk.ts'
import { quietLogger } from './start/quiet-logger.ts'
import { readSettings } from './start/settings.ts'
import { nothingToServe, welcome } from './start/words.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

let service: Service | undefined
let shop: ViteDevServer | undefined
let desk: RolloutDesk | undefined
let stopping = false

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())

try {
  await start()
} catch (error) {
  if (!stopping) {
    console.error(`\n  ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
    await stop()
  }
}

async function start(): Promise<void> {
  const { servicePort, shopPort, dataDir } = readSettings(process.env, root)
  await claimPort(servicePort, 'service', 'SLUICE_PORT')
  await claimPort(shopPort, 'shop', 'SLUICE_DEMO_PORT')

  const file = await readFlagsFile(root)
  await buildConsole(root)
  const isNew = !existsSync(dataDir) || readdirSync(dataDir).length === 0
  if (isNew && file.faults.length > 0) throw new Error(nothingToServe(file.faults))
  service = await startService({
    mode: 'development',
    dataDir,
    port: servicePort,
    ...(file.faults.length === 0 && {
      seed: { environment: 'development', document: file.document },
    }),
    logger: quietLogger,
  })
  if (isNew) await beginExperiments(service.url)
  const flags = await compareWithService(service.url, file)

  // What the rule of the plan splits by.
  desk = openRolloutDesk(service.url, await readPlan(root), 'anonymousKey')
  shop = await createServer({
    root: join(root, 'apps/demo'),
    plugins: [deskRoute(desk)],
    logLevel: 'warn',
    clearScreen: false,
    define: { __SLUICE_URL__: JSON.stringify(service.url) },
    server: {
      host: '127.0.0.1',
      port: shopPort,
      strictPort: true,
      proxy: countedProxy(service.url),
    },
  })
  await shop.listen()
  if (stopping) return

  process.stdout.write(
    welcome({
      shopUrl: `http://127.0.0.1:${shopPort}`,
      serviceUrl: service.url,
      dataDir: dataDir.startsWith(root) ? relative(root, dataDir) : dataDir,
      loaded: isNew,
      flags,
      edit: firstEdit(file.text),
    }),
  )
}

/** Stops the desk and the shop, then the service. A second signal ends the process where it is. */
async function stop(): Promise<void> {
  if (stopping) process.exit(1)
  stopping = true
  // The shop in this turn: Vite hears SIGTERM too, and would end the process in its own way.
  await Promise.all([shop?.close(), desk?.close()])
  await service?.close()
  process.exit()
}
