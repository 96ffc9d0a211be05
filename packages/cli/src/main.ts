#!/usr/bin/env node
import { run } from './run.ts'
import { processShell } from './terminal/process-shell.ts'

// `sluice flags list | head` closes the pipe early; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

const argv = process.argv.slice(2)
process.exitCode = await run(argv, processShell(argv))
