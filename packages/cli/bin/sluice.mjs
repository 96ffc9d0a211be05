#!/usr/bin/env node
// The command inside this repository: runs the sources, so that nothing has to be built first.
import * as nodeModule from 'node:module'

if (nodeModule.registerHooks === undefined) {
  process.stderr.write(`error: sluice needs Node 24 or newer; this is ${process.version}.\n`)
  process.exit(1)
}
nodeModule.registerHooks({
  resolve: (specifier, context, nextResolve) =>
    nextResolve(specifier, { ...context, conditions: [...context.conditions, '@sluice/source'] }),
})
await import('../src/main.ts')
