import { readFileSync } from 'node:fs'

/** The version of this command, and so of every package that is released with it. */
export function ownVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
