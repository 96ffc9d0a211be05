/** Longer lines are no messages of ours. */
const MAX_LINE_LENGTH = 65_536

/**
 * Makes a parser of `text/event-stream` that takes bytes as they come and gives
 * the data of each event that is complete. Ids and retry times are left out: who
 * reads this fetches everything anew after a break, and has a pace of its own.
 *
 * @throws Error for a line that never ends
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function createEventParser(): (bytes: Uint8Array) => string[] {
  const decoder = new TextDecoder()
  let rest = ''
  let data: string[] = []
  return (bytes) => {
    const events: string[] = []
    // A carriage return at the very end may be the first half of a line break.
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    if (rest.length > MAX_LINE_LENGTH) throw new Error('It is no stream of events.')
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) events.push(data.join('\n'))
        data = []
      } else if (line === 'data' || line.startsWith('data:')) {
        data.push(line.slice(5).replace(/^ /, ''))
      }
    }
    return events
  }
}
