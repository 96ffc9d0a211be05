import type { App } from './app/app.ts'
import { runLocal, runScript } from './app/package-manager.ts'

/** What starts the service in an app. */
export interface ServeScript {
  /** The script to add; empty when there is one, or no free name for it. */
  readonly added: Readonly<Record<string, string>>
  /** How somebody types it. */
  readonly typed: string
}

/** Names the script that serves a file, or finds the one that an app has. */
export function serveScript(
  { manifest: { scripts }, packageManager }: App,
  file: string,
  port: string | undefined,
): ServeScript {
  const has = Object.keys(scripts).find((name) => /\bsluice serve\b/.test(scripts[name] ?? ''))
  if (has !== undefined) return { added: {}, typed: runScript(packageManager, has) }
  const args = ['serve', ...(port === undefined ? [] : ['--port', port]), '--watch', file]
  const free = ['flags', 'sluice'].find((name) => scripts[name] === undefined)
  if (free === undefined) return { added: {}, typed: runLocal(packageManager, 'sluice', ...args) }
  const line = ['sluice', ...args].join(' ')
  return { added: { [free]: line }, typed: runScript(packageManager, free) }
}
