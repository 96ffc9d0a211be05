import { expect, it } from 'vitest'
import { canonicalTarget } from './canonical-target.ts'

it.each([
  ['/v1/environments', '/v1/environments'],
  ['/v1/environments?limit=1', '/v1/environments?limit=1'],
  ['//v1//environments', '/v1/environments'],
  ['/v1/./environments', '/v1/environments'],
  ['/ofrep/../v1/environments', '/v1/environments'],
  ['/ofrep/%2e%2E/v1/environments', '/v1/environments'],
  ['/ofrep/.%2e/v1/environments', '/v1/environments'],
  ['/../../v1/environments', '/v1/environments'],
  ['http://evil.example/v1/environments', '/v1/environments'],
  ['HTTPS://evil.example:1/v1//environments?x=//', '/v1/environments?x=//'],
  ['http://evil.example?x', '/?x'],
  ['http://evil.example', '/'],
  ['/v1/environments/', '/v1/environments/'],
  ['/', '/'],
  ['//', '/'],
  ['/flags/a%2Fb', '/flags/a%2Fb'],
  ['/flags/..%2f', '/flags/..%2f'],
  ['/x?a=/../b', '/x?a=/../b'],
  ['/%zz', '/%zz'],
])('brings %s to %s', (target, canonical) => {
  expect(canonicalTarget(target)).toBe(canonical)
})

it.each([
  [''],
  ['*'],
  ['v1'],
  ['example.com:80'],
  ['/a\\b'],
  ['/a#b'],
  ['/a b'],
  ['/é'],
  ['/a\u0000'],
])('finds no address in %j', (target) => {
  expect(canonicalTarget(target)).toBeUndefined()
})
