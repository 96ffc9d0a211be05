/** One callback; the same function may wait twice. */
interface Waiting {
  readonly callback: () => void
}

let waiting: Waiting[] = []
let own: typeof queueMicrotask | undefined

/** Keeps the place of the global `queueMicrotask`: everything still runs when the task ends. */
const queueInView: typeof queueMicrotask = (callback) => {
  const one: Waiting = { callback }
  waiting.push(one)
  own?.(() => run(one))
}

/**
 * Lets a test end a task without giving it up. What a commit shows is exposed when the
 * task ends that drew it, and only if it is still there, because nothing was painted
 * before; but a test goes through many steps in one task, each of which stands for a
 * frame, and looks in the line after the render.
 */
export function watchTask(): void {
  if (globalThis.queueMicrotask === queueInView) return
  own = globalThis.queueMicrotask
  globalThis.queueMicrotask = queueInView
}

/** Gives the global function back. */
export function leaveTask(): void {
  if (own && globalThis.queueMicrotask === queueInView) globalThis.queueMicrotask = own
}

/** Runs what waits for the end of the task, and what that leaves to it. */
export function endTask(): void {
  for (let one = waiting[0]; one; one = waiting[0]) run(one)
}

function run(one: Waiting): void {
  if (!waiting.includes(one)) return
  waiting = waiting.filter((other) => other !== one)
  one.callback()
}
