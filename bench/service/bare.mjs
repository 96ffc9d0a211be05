// What one would write by hand: reads a body, and sends the same bytes to everybody.
import { createServer } from 'node:http'

let answer = { status: 200, headers: {}, body: Buffer.from('{}') }
process.on('message', ({ status, headers, body }) => {
  answer = { status, headers, body: Buffer.from(body) }
})

const server = createServer((request, response) => {
  request.on('data', () => {})
  request.on('end', () => {
    response.writeHead(answer.status, answer.headers)
    response.end(answer.status === 304 ? undefined : answer.body)
  })
})
server.listen(0, '127.0.0.1', () => {
  process.send({ url: `http://127.0.0.1:${server.address().port}` })
})

// Whoever started this one may have failed.
process.on('disconnect', () => process.exit())
