import type { Fault } from './fault-service.ts'

/** Takes the request and says nothing, for ever. */
export const blackHole: Fault = () => {}

/** Answers with a status and a page of words. */
export const status =
  (code: number): Fault =>
  (response) =>
    void response.writeHead(code, { 'content-type': 'text/html' }).end('<h1>Sorry</h1>')

/** Closes the connection without a word. */
export const drop: Fault = (response) => void response.destroy()

/** Ends the connection with a reset. */
export const reset: Fault = (response) => void response.socket?.resetAndDestroy()

/** Answers 200 with these bytes. */
export const body =
  (bytes: Uint8Array | string, headers: Readonly<Record<string, string>> = {}): Fault =>
  (response) =>
    void response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(bytes)

/** Begins a good answer, and cuts the connection in the middle. */
export const cutShort: Fault = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
  response.write('{"flags":[{"key":"gate","reason":"STATIC","val')
  setTimeout(() => response.destroy(), 50)
}

/** Sends a space every 100 ms and never ends. */
export const endless: Fault = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  const timer = setInterval(() => response.write(' '), 100)
  response.once('close', () => clearInterval(timer))
}

/** Sends megabytes as fast as they are taken. */
export const flood =
  (megabytes: number, taken: (bytes: number) => void): Fault =>
  (response) => {
    const chunk = Buffer.alloc(2 ** 16, ' ')
    response.writeHead(200, { 'content-type': 'application/json' })
    const { socket } = response
    let left = megabytes * 16
    const more = (): void => {
      while (left > 0) {
        left -= 1
        if (!response.write(chunk)) return
      }
      response.end()
    }
    response.on('drain', more)
    response.once('close', () => taken(socket?.bytesWritten ?? 0))
    more()
  }
