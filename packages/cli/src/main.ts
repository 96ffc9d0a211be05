#!/usr/bin/env node
import * as nodeModule from 'node:module'

const OLDEST_NODE = 24

// `sluice flags list | head` closes the pipe early; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  // What is loaded below would fail with a riddle.
  process.stderr.write(
    `error: sluice needs Node ${OLDEST_NODE} or newer; this is ${process.version}.\n`,
  )
  process.exitCode = 1
} else {
  // Keeps what was compiled for the next start, which halves the time that loading takes.
  nodeModule.enableCompileCache()
  const [{ run }, { processShell }] = await Promise.all([
    import('./run.ts'),
    import('./terminal/process-shell.ts'),
  ])
  const argv = process.argv.slice(2)
  process.exitCode = await run(argv, processShell(argv))
}
