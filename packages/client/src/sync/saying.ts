import type { Word } from '../tabs/word.ts'
import { REQUEST_TIMEOUT_MS } from './pace.ts'
import type { Turn } from './turn.ts'

/** Tells the others, where there may be some. */
export function say(
  { s, commands, now }: Turn,
  facts: Omit<Word, 'quietMs' | 'isStreaming'>,
): void {
  if (s.role !== 'leading') return
  const nextAt = s.isInFlight ? s.startedAt : s.fetchAt
  const quietMs = Math.min(nextAt + REQUEST_TIMEOUT_MS, s.silentAt) - now
  const isStreaming = s.status.stream === 'open'
  commands.push({ type: 'post', word: { quietMs, isStreaming, ...facts } })
}
