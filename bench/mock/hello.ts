import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'

// The least that an HTTPS server can do: `node --import tsx hello.ts <keys.json> <bytes>` answers every request with so
// many bytes and prints its port.
const [, , keysFile = '', bytes = '0'] = process.argv
const { cert, key } = JSON.parse(readFileSync(keysFile, 'utf8'))
const body = 'x'.repeat(Number(bytes))
const server = createServer({ cert, key }, (request, response) => {
  request.resume()
  response.setHeader('content-type', 'text/plain')
  response.end(body)
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
