const encoder = new TextEncoder()

/** The open streams of a service. */
export interface Streams {
  /** Opens one; what it says first, if anything, is `first`. */
  open(first: string | undefined): ReadableStream<Uint8Array>
  say(message: string): void
  /** Ends all, as a service that restarts. */
  close(): void
  readonly size: number
}

/** Makes streams of server-sent events, as bodies of answers: there are those in Node too. */
export function createStreams(): Streams {
  const open = new Set<ReadableStreamDefaultController<Uint8Array>>()
  const send = (to: ReadableStreamDefaultController<Uint8Array>, text: string): void => {
    try {
      to.enqueue(encoder.encode(text))
    } catch {
      // Whoever listened has gone without a word.
      open.delete(to)
    }
  }
  return {
    open(first) {
      let mine: ReadableStreamDefaultController<Uint8Array>
      return new ReadableStream<Uint8Array>({
        start(controller) {
          mine = controller
          open.add(mine)
          // Something has to be sent, or a browser waits to call the stream open.
          send(mine, `retry: 100\n\n${first ?? ''}`)
        },
        cancel() {
          open.delete(mine)
        },
      })
    },
    say(message) {
      for (const one of open) send(one, message)
    },
    close() {
      for (const one of open) {
        open.delete(one)
        one.close()
      }
    },
    get size() {
      return open.size
    },
  }
}
