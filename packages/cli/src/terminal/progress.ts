import type { Command } from '../command.ts'

/** What takes less is done before anybody wonders. */
const PATIENCE_MS = 500
const STEP_MS = 1_000
const CLEAR = '\r\u001b[K'

/** Says what is under way, on standard error, while somebody waits at a terminal for it. */
export async function withProgress<T>(
  { shell, json }: Pick<Command, 'shell' | 'json'>,
  what: string,
  work: Promise<T>,
): Promise<T> {
  if (!shell.interactive || json) return work
  const startedAt = shell.now()
  const waiting = { isOver: false, isSaid: false }
  const tell = async (): Promise<void> => {
    await shell.sleep(PATIENCE_MS)
    if (waiting.isOver) return
    const seconds = Math.round((shell.now() - startedAt) / 1000)
    shell.note(`${CLEAR}${what} … ${seconds} s`)
    waiting.isSaid = true
    await shell.sleep(STEP_MS - PATIENCE_MS)
    await tell()
  }
  void tell()
  try {
    return await work
  } finally {
    waiting.isOver = true
    if (waiting.isSaid) shell.note(CLEAR)
  }
}
