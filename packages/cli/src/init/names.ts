import { join, posix } from 'node:path'
import { moduleBeside } from '../registry/module-beside.ts'
import type { App } from './app/app.ts'

/** Where the components of Sluice go in an app; paths from its folder, with slashes. */
export interface Names {
  readonly provider: string
  readonly gate: string
}

/** Names files as the frameworks' own templates do. */
export function nameFiles({ framework, sources, ending }: App): Names {
  const gate = framework === 'next' ? 'first-gate' : 'FirstGate'
  return {
    // Not `sluice`: TypeScript would drop the types, in `sluice.d.ts` beside it.
    provider: posix.join(sources, `sluice-provider.${ending}`),
    gate: posix.join(sources, `${gate}.${ending}`),
  }
}

/** Names the file of the types, so that no module of the app hides it. */
export async function nameTypes({ folder, sources }: App): Promise<string> {
  const top = sources.startsWith('src') ? 'src' : ''
  const types = posix.join(top, 'sluice.d.ts')
  const isHidden = (await moduleBeside(join(folder, types))) !== undefined
  return isHidden ? posix.join(top, 'sluice-types.d.ts') : types
}
