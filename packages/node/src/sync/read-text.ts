/**
 * Reads a body, up to a limit: nothing that a proxy answers fills the memory.
 *
 * @returns `undefined` when it is longer
 */
export async function readText(response: Response, maxBytes: number): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of chunksOf(response)) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) return undefined
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** Gives a body piece by piece; whoever stops early ends it. Not every platform's bodies iterate by themselves. */
export async function* chunksOf(response: Response): AsyncGenerator<Uint8Array, void> {
  const body = response.body as ReadableStream<Uint8Array> | null
  const reader = body?.getReader()
  if (reader === undefined) return
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
