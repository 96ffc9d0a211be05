// What one would write by hand: reads a body, and sends the answers that it was given in turn; or, where it is told to, parses it and says how many events are in it.
import { createServer } from 'node:http'

let answers = [{ status: 200, headers: {}, body: Buffer.from('{}') }]
let turn = 0
let parses = false
process.on('message', (message) => {
  parses = message.parses === true
  if (!parses) answers = message.answers.map((one) => ({ ...one, body: Buffer.from(one.body) }))
  process.send({ isTold: true })
})

function takeEvents(request, response) {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const { events } = JSON.parse(Buffer.concat(chunks).toString())
    const body = JSON.stringify({ accepted: events.length, refused: [] })
    const length = Buffer.byteLength(body)
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': length })
    response.end(body)
  })
}

const server = createServer((request, response) => {
  if (parses) return takeEvents(request, response)
  request.on('data', () => {})
  request.on('end', () => {
    const answer = answers[turn++ % answers.length]
    response.writeHead(answer.status, answer.headers)
    response.end(answer.status === 304 ? undefined : answer.body)
  })
})
server.listen(0, '127.0.0.1', () => {
  process.send({ url: `http://127.0.0.1:${server.address().port}` })
})

// Whoever started this one may have failed.
process.on('disconnect', () => process.exit())
