import type { Word } from '../tabs/word.ts'
import type { Turn } from './turn.ts'

/** Whether an answer without values says that what is held still holds. */
export function confirms(
  { s: { status } }: Turn,
  { version, epoch }: NonNullable<Word['answer']>,
): boolean {
  return status.source === 'network' && status.version === version && status.epoch === epoch
}
