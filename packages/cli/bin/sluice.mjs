#!/usr/bin/env node
// The command inside this repository: runs the sources, so that nothing has to be built first.
import { registerHooks } from 'node:module'

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    nextResolve(specifier, { ...context, conditions: [...context.conditions, '@sluice/source'] }),
})
await import('../src/main.ts')
