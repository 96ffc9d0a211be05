import type { JsonObject } from '@sluice/core'
import type { Request, Target } from './connection.ts'
import { ask, parse, readText, refusal } from './connection.ts'

/** More than any message of a service; an endless one is not waited for. */
const MAX_MESSAGE_CHARACTERS = 1024 * 1024

/** Listens to server-sent events whose data is JSON, until the service ends the stream or it is broken off. */
export type Listen = (request: Request, signal: AbortSignal) => AsyncGenerator<JsonObject>

/**
 * Makes what listens to the service of the target.
 *
 * @returns what throws SluiceError as a `Connection` does
 */
export function listenTo(target: Target): Listen {
  return async function* listen(request, signal) {
    const response = await ask(target, request, signal)
    if (!response.ok) {
      throw refusal(target, response, parse(await readText(response, target)))
    }
    let text = ''
    const chunks = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())
    for await (const chunk of chunks as unknown as AsyncIterable<string>) {
      text += chunk
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const message = dataOf(block)
        if (message !== undefined) yield message
      }
      if (text.length > MAX_MESSAGE_CHARACTERS) return
    }
  }
}

function dataOf(block: string): JsonObject | undefined {
  const data = block
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length).trimStart())
    .join('\n')
  const message = parse(data)
  const isObject = typeof message === 'object' && message !== null && !Array.isArray(message)
  return isObject ? (message as JsonObject) : undefined
}
