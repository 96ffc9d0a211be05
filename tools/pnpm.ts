import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

/**
 * The command that starts pnpm: the one that runs us, else the pinned one by way of npx,
 * so that no machine needs a pnpm of its own.
 */
export function pnpmCommand(): readonly [command: string, ...args: string[]] {
  const running = process.env['npm_execpath'] ?? ''
  if (/^pnpm(?:\.exe)?$/.test(basename(running))) return [running]
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const { packageManager } = JSON.parse(manifest) as { packageManager: string }
  return ['npx', '--yes', packageManager]
}
