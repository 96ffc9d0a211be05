import { isCellMessage, type CellMessage } from './cell-message.ts'

const cells = new WeakSet<object>()
const listeners = new Set<(message: CellMessage) => void>()
let isListening = false

/**
 * Takes a frame for a cell. What it says beside its own message is meant for a frame of
 * Storybook, which it does not have: here it would be taken for what our own frame says.
 */
export function muteCell(frame: HTMLIFrameElement | null): void {
  if (!frame?.contentWindow) return
  cells.add(frame.contentWindow)
  if (isListening) return
  isListening = true
  // While capturing, so that it comes before the listener of Storybook.
  addEventListener('message', hear, true)
}

/**
 * Listens to what cells tell.
 *
 * @returns how to stop
 */
export function listenToCells(listener: (message: CellMessage) => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

function hear(event: MessageEvent<unknown>): void {
  const { source, data, origin } = event
  if (source === null || !cells.has(source)) return
  event.stopImmediatePropagation()
  if (origin !== location.origin || !isCellMessage(data)) return
  for (const listener of listeners) listener(data)
}
