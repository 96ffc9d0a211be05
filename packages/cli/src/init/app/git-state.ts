import type { Shell } from '../../shell.ts'

/** Whether what is about to change can be told apart from what changed before. */
export type GitState = 'clean' | 'changed' | 'none'

/** Asks git about a folder. Without git, or outside a repository, there is none. */
export async function gitState(folder: string, { run }: Shell): Promise<GitState> {
  const { code, output } = await run(['git', 'status', '--porcelain', '--', '.'], folder)
  if (code !== 0) return 'none'
  return output.trim() === '' ? 'clean' : 'changed'
}
