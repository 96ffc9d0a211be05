import type { Command } from '../command.ts'

/** What takes less is done before anybody wonders. */
const PATIENCE_MS = 500
const STEP_MS = 250
const CLEAR = '\r\u001b[K'

/** Says what is under way, on standard error, while somebody waits at a terminal for it. */
export async function withProgress<T>(
  { shell, json }: Pick<Command, 'shell' | 'json'>,
  what: string,
  work: Promise<T>,
): Promise<T> {
  if (!shell.interactive || json) return work
  const startedAt = shell.now()
  let isDone = false
  const done = work.finally(() => (isDone = true))
  let said = false
  const tell = async (): Promise<void> => {
    await shell.sleep(PATIENCE_MS)
    while (!isDone) {
      const seconds = Math.round((shell.now() - startedAt) / 1000)
      shell.note(`${CLEAR}${what} … ${seconds} s`)
      said = true
      await shell.sleep(STEP_MS)
    }
  }
  void tell()
  try {
    return await done
  } finally {
    if (said) shell.note(CLEAR)
  }
}
