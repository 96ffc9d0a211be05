import { createRequire } from 'node:module'
import { z } from 'zod'

const manifest = z.object({ version: z.string() })

/** The version of this package, read by its own name so that it is found from the sources and from the build. */
export function serviceVersion(): string {
  return manifest.parse(createRequire(import.meta.url)('@sluice/server/package.json')).version
}
