import { posix } from 'node:path'
import type { App } from './app/app.ts'

/** Where the files of Sluice go in an app; paths from its folder, with slashes. */
export interface Names {
  readonly provider: string
  readonly gate: string
  readonly types: string
}

/** Names files as the frameworks' own templates do. */
export function nameFiles({ framework, sources, ending }: App): Names {
  const isNext = framework === 'next'
  const top = sources.startsWith('src') ? 'src' : ''
  return {
    provider: posix.join(sources, `${isNext ? 'sluice-provider' : 'sluice'}.${ending}`),
    gate: posix.join(sources, `${isNext ? 'first-gate' : 'FirstGate'}.${ending}`),
    types: posix.join(top, 'sluice.d.ts'),
  }
}
