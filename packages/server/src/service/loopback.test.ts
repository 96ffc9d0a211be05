import { expect, it } from 'vitest'
import { isLoopbackAddress, isLoopbackHost } from './loopback.ts'

it.each([['127.0.0.1'], ['127.8.9.10'], ['::1'], ['::ffff:127.0.0.1']])(
  'counts the address %s as this machine',
  (address) => {
    expect(isLoopbackAddress(address)).toBe(true)
  },
)

it.each([['0.0.0.0'], ['::'], ['10.0.0.1'], ['localhost'], ['127.0.0.1.evil.example'], ['']])(
  'does not count the address %s as this machine',
  (address) => {
    expect(isLoopbackAddress(address)).toBe(false)
  },
)

it.each([
  ['localhost'],
  ['LOCALHOST:4600'],
  ['shop.localhost:80'],
  ['127.0.0.1:4600'],
  ['[::1]:4600'],
])('takes the host %s for this machine', (host) => {
  expect(isLoopbackHost(host)).toBe(true)
})

it.each([
  [undefined],
  [''],
  ['evil.example'],
  ['localhost.evil.example'],
  ['127.0.0.1.evil.example:80'],
])('does not take the host %s for this machine', (host) => {
  expect(isLoopbackHost(host)).toBe(false)
})
