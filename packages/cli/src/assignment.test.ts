import { describe, expect, it } from 'vitest'
import { mergePatch, parseAssignment } from './assignment.ts'

describe('parseAssignment', () => {
  it.each([
    ['enabled=false', ['enabled'], false],
    ['defaultVariant=urgent', ['defaultVariant'], 'urgent'],
    ['defaultVariant=on', ['defaultVariant'], 'on'],
    ['rules.0.serve.coverageBps=5000', ['rules', 0, 'serve', 'coverageBps'], 5000],
    ['rules[0].serve.coverageBps=5000', ['rules', 0, 'serve', 'coverageBps'], 5000],
    ['variants["a.b=c"].value=x', ['variants', 'a.b=c', 'value'], 'x'],
    ['title="5000"', ['title'], '5000'],
    ['title=a=b', ['title'], 'a=b'],
    ['tags=[a, "b c"]', ['tags'], ['a', 'b c']],
    ['exposure={ policy: off }', ['exposure'], { policy: 'off' }],
    ['owner=null', ['owner'], undefined],
    ['owner=', ['owner'], undefined],
  ])('reads %s', (text, path, value) => {
    expect(parseAssignment(text)).toEqual({ path, value })
  })

  it.each(['enabled', '=1', '.a=1', 'a..b=1', 'a[x]=1', 'a["x]=1', 'a=[1', 'a="'])(
    'refuses %s',
    (text) => {
      expect(() => parseAssignment(text)).toThrow(expect.objectContaining({ code: 'USAGE' }))
    },
  )
})

describe('mergePatch', () => {
  const patch = (document: object, ...texts: string[]) =>
    mergePatch(document as never, texts.map(parseAssignment))

  it('holds no more than what changes', () => {
    expect(patch({ enabled: true, owner: 'a' }, 'enabled=false')).toEqual({ enabled: false })
    expect(patch({ exposure: { policy: 'off', sampleBps: 1 } }, 'exposure.sampleBps=2')).toEqual({
      exposure: { sampleBps: 2 },
    })
    expect(patch({ a: 1 }, 'a=1')).toEqual({})
  })

  it('holds a list in full, since a patch replaces lists', () => {
    const document = { rules: [{ id: 'a', serve: { coverageBps: 1 } }, { id: 'b' }] }
    expect(patch(document, 'rules.0.serve.coverageBps=2')).toEqual({
      rules: [{ id: 'a', serve: { coverageBps: 2 } }, { id: 'b' }],
    })
    expect(patch(document, 'rules.1=null')).toEqual({ rules: [document.rules[0]] })
    expect(patch(document, 'rules.2={ id: c }')).toEqual({
      rules: [...document.rules, { id: 'c' }],
    })
  })

  it('takes fields away with null', () => {
    expect(patch({ owner: 'a', title: 'b' }, 'owner=null')).toEqual({ owner: null })
  })

  it('makes what is on the way', () => {
    expect(patch({}, 'exposure.policy=off', 'exposure.sampleBps=5')).toEqual({
      exposure: { policy: 'off', sampleBps: 5 },
    })
  })

  it('refuses a way through what has no fields, and an item past the end', () => {
    expect(() => patch({ owner: 'a' }, 'owner.name=b')).toThrow(
      'owner.name leads through "a", which has no fields.',
    )
    expect(() => patch({ rules: [] }, 'rules.3.id=b')).toThrow(
      'rules[3].id does not exist: the list has 0 items',
    )
    expect(() => patch({ rules: [] }, 'rules.x=b')).toThrow('does not exist')
  })

  it('treats prototype names as names', () => {
    const made = patch({}, '__proto__.polluted=1')
    expect(Object.hasOwn(made, '__proto__')).toBe(true)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
})
