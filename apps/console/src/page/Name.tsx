import { withoutIsolates } from './isolate.ts'

/** A name or a sentence that somebody wrote, in their direction, among text that keeps its own. */
export function Name({ text }: { readonly text: string }) {
  return <bdi>{withoutIsolates(text)}</bdi>
}
