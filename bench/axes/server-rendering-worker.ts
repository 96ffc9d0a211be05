// Draws the page of one contestant whenever it is asked, and answers what that took.
import { parentPort, workerData } from 'node:worker_threads'
import { timed } from '../measure/timed.ts'

interface Rendering {
  readonly start: () => Promise<void> | void
  readonly render: () => string
}

// A busy server draws one after the other, with what they need still in the processor's caches.
const PAGES = 10

const { start, render } = (await import(workerData as string)) as Rendering
await start()
const drawn = render().split('<li>').length - 1
if (drawn !== 1000) throw new Error(`It drew ${drawn} rows instead of 1,000.`)
parentPort?.on('message', () => parentPort?.postMessage(timed(drawPages) / PAGES))

function drawPages(): void {
  for (let page = 0; page < PAGES; page++) render()
}
