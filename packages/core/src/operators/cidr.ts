import type { Operand, Test } from './operator.ts'
import { unknown } from './operator.ts'

/** The longest text of an IPv6 address, with an IPv4 tail. */
const MAX_LENGTH = 45
const GROUP = /^[0-9A-Fa-f]{1,4}$/
const OCTET = /^(?:0|[1-9]\d{0,2})$/
const PREFIX = /^(?:0|[1-9]\d{0,2})$/
/** The first six groups of an IPv6 address that stands for an IPv4 one. */
const MAPPED = [0, 0, 0, 0, 0, 0xffff]

/** A network: the first `bits` of `groups` are what its addresses share. */
export interface Network {
  /** 16-bit groups; two for IPv4, eight for IPv6. */
  readonly groups: readonly number[]
  readonly bits: number
}

/** Compiles `in_cidr`: the address is in one of the networks; an address of the other family is in none. */
export function inCidr(values: readonly Operand[]): Test {
  const networks: Network[] = []
  for (const value of values) {
    const network = parseCidr(value)
    if (network === undefined) return unknown
    networks.push(network)
  }
  return (seen) => {
    const address = typeof seen === 'string' ? parseAddress(seen) : undefined
    return address && networks.some((network) => contains(network, address))
  }
}

/**
 * Reads a network such as `10.0.0.0/8` or `2001:db8::/32`; an address alone is a network of one.
 *
 * @returns `undefined` for anything else
 */
export function parseCidr(value: unknown): Network | undefined {
  if (typeof value !== 'string') return undefined
  const [text = '', prefix, ...more] = value.split('/')
  const address = parseAddress(text)
  if (address === undefined || more.length > 0) return undefined
  const width = address.length * 16
  if (prefix === undefined) return { groups: address, bits: width }
  if (!PREFIX.test(prefix)) return undefined
  // ::ffff:10.0.0.0/104 is the IPv4 network 10.0.0.0/8.
  const bits = Number(prefix) - (address.length === 2 && text.includes(':') ? 96 : 0)
  return bits >= 0 && bits <= width ? { groups: address, bits } : undefined
}

function contains({ groups, bits }: Network, address: readonly number[]): boolean {
  if (groups.length !== address.length) return false
  let left = bits
  for (let index = 0; left > 0; index++, left -= 16) {
    const mask = left >= 16 ? 0xffff : (0xffff << (16 - left)) & 0xffff
    if ((((groups[index] ?? 0) ^ (address[index] ?? 0)) & mask) !== 0) return false
  }
  return true
}

// IPv4 in IPv6 clothes (::ffff:10.0.0.1) is IPv4: dual-stack servers report it so.
function parseAddress(text: string): readonly number[] | undefined {
  if (text.length > MAX_LENGTH) return undefined
  if (!text.includes(':')) return parseIpv4(text)
  const groups = parseIpv6(text)
  return groups && MAPPED.every((group, index) => groups[index] === group)
    ? groups.slice(6)
    : groups
}

function parseIpv4(text: string): number[] | undefined {
  const octets = text.split('.')
  if (octets.length !== 4) return undefined
  if (!octets.every((octet) => OCTET.test(octet) && Number(octet) <= 255)) return undefined
  const [a, b, c, d] = octets.map(Number) as [number, number, number, number]
  return [(a << 8) | b, (c << 8) | d]
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::')
  const [head, tail] = halves.map(parseGroups)
  if (halves.length > 2 || head === undefined) return undefined
  if (halves.length === 1) return head.length === 8 ? head : undefined
  if (tail === undefined || head.length + tail.length > 7) return undefined
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail]
}

function parseGroups(text: string, index: number, halves: readonly string[]): number[] | undefined {
  if (text === '') return halves.length === 2 ? [] : undefined
  const parts = text.split(':')
  const last = parts.at(-1) ?? ''
  const embedded = last.includes('.') && index === halves.length - 1 ? parseIpv4(last) : []
  if (embedded === undefined) return undefined
  const plain = embedded.length > 0 ? parts.slice(0, -1) : parts
  if (!plain.every((part) => GROUP.test(part))) return undefined
  return [...plain.map((part) => Number.parseInt(part, 16)), ...embedded]
}
