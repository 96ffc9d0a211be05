/** What may wait for a client that does not read, in bytes; at more it is cut. */
export const BUFFER_LIMIT_BYTES: number = 256 * 1024

/** Where the messages of one stream go. */
export interface StreamSink {
  /** @returns `false`, and sends nothing, when more would wait for the client than may */
  send(text: string): boolean
  /** Ends the stream after what was sent. */
  end(): void
  /** Breaks it at once. */
  cut(): void
  /** Whether a client may hold on to the connection after the end, so that it has to be cut. */
  readonly lingers: boolean
}
