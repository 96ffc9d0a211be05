import { expect, it } from 'vitest'
import { truthOf } from './truth-of.ts'

it.each([
  ['10.0.0.0/8', '10.0.0.0 10.255.255.255', '9.255.255.255 11.0.0.0'],
  ['10.1.2.3/8', '10.9.9.9', '11.0.0.0'],
  ['0.0.0.0/0', '0.0.0.0 255.255.255.255', '::1'],
  ['192.0.2.64/26', '192.0.2.64 192.0.2.127', '192.0.2.63 192.0.2.128'],
  ['192.0.2.1', '192.0.2.1', '192.0.2.2'],
  ['::/0', '::1 2001:db8::1', '192.0.2.1'],
  ['::1', '0:0:0:0:0:0:0:1', '::2'],
  ['2001:db8::/32', '2001:db8:: 2001:0DB8:ffff::1', '2001:db9::'],
  ['fe80::/10', 'febf::1', 'fec0::1'],
  ['2001:db8::1:0/113', '2001:db8::1:7fff', '2001:db8::1:8000'],
  ['::ffff:10.0.0.0/104', '10.1.2.3 ::ffff:10.1.2.3 ::ffff:a01:203', '11.0.0.0'],
  ['64:ff9b::/96', '64:ff9b::192.0.2.1', '192.0.2.1'],
])('knows what is in %s', (network, inside, outside) => {
  const truths = (addresses: string) =>
    addresses.split(' ').map((address) => `${address} ${truthOf('in_cidr', [network], address)}`)
  expect(truths(inside).filter((line) => !line.endsWith(' true'))).toEqual([])
  expect(truths(outside).filter((line) => !line.endsWith(' false'))).toEqual([])
})

it('holds for one of several networks', () => {
  expect(truthOf('in_cidr', ['10.0.0.0/8', '::1'], '::1')).toBe('true')
  expect(truthOf('in_cidr', ['10.0.0.0/8', '::1'], '::2')).toBe('false')
})

it.each([
  '',
  '10.0.0',
  '10.0.0.0.0',
  '10.0.0.256',
  '10.0.0.01',
  '10.0.0.-1',
  '0x0a.0.0.1',
  '10.0.0.1 ',
  '10.0.0.1/32',
  ':',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8',
  '12345::',
  'g::',
  'fe80::1%eth0',
  '::1.2.3',
  '1.2.3.4::',
  '::1.2.3.4:5',
  'x'.repeat(100_000),
  167772161,
])('is unknown for %j', (seen) => {
  expect(truthOf('in_cidr', ['0.0.0.0/0', '::/0'], seen)).toBe('unknown')
})
