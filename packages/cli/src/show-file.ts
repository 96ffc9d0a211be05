import { relative } from 'node:path'
import type { Shell } from './shell.ts'

/** A path as people write it: from the working folder, where it is below that. */
export function showFile(path: string, { cwd }: Pick<Shell, 'cwd'>): string {
  const shorter = relative(cwd, path)
  return shorter === '' || shorter.startsWith('..') ? path : shorter
}
