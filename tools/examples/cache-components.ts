// The example of Next.js as an app of today's `create-next-app` has it: with `cacheComponents`.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the README asks of the layout then. */
const LAYOUT = `
export const instant = false
`

/** Turns on `cacheComponents` in an installed copy of the example, and does what the README says about it. */
export function turnOnCacheComponents(folder: string): void {
  edit(join(folder, 'next.config.ts'), (text) =>
    text.replace(
      'NextConfig = {',
      'NextConfig = {\n  cacheComponents: true,\n  partialPrefetching: true,',
    ),
  )
  edit(join(folder, 'app/layout.tsx'), (text) => text + LAYOUT)
  rmSync(join(folder, 'app/api'), { recursive: true })
  // It is of the service of the first run, and a server tells that it is of another.
  rmSync(join(folder, '.sluice.snapshot'))
  // Its types name the route that is gone.
  rmSync(join(folder, '.next'), { recursive: true })
}

function edit(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, 'utf8')
  const changed = change(text)
  if (changed === text) throw new Error(`${path} is not as it was: nothing to change was found.`)
  writeFileSync(path, changed)
}
