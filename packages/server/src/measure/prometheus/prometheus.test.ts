import { describe, expect, it, onTestFinished } from 'vitest'
import { startTestService } from '../../api/test-service.ts'
import { putRuleset, QUESTION } from '../../experiments/testing/people.ts'
import { allowedSource, checkAddress, checkSources } from './allowed-source.ts'
import { answeringPrometheus, vector } from './testing/answering-prometheus.ts'
import { createAskPrometheus, type AskPrometheus } from './ask-prometheus.ts'
import { measureOutside } from './measure-outside.ts'

function askAt(origin: string): AskPrometheus {
  return createAskPrometheus([{ origin, allowPrivate: true }])
}

describe('the addresses', () => {
  it.each([
    'http://127.0.0.1:9090',
    'http://[::1]:9090',
    'http://10.1.2.3',
    'http://192.168.0.1',
    'http://172.16.0.1',
    'http://[fd12::1]',
    'http://[::ffff:10.0.0.1]',
    'http://0x7f000001',
    'http://0.0.0.0',
  ])('do not take %s, which is private, unless that is said', (url) => {
    const { origin } = new URL(url)
    expect(() => allowedSource(url, [{ origin }])).toThrow('in a private network')
    expect(allowedSource(url, [{ origin, allowPrivate: true }]).source.origin).toBe(origin)
  })

  it.each(['http://169.254.169.254', 'http://[::ffff:169.254.169.254]', 'http://[fe80::1]'])(
    'never take %s',
    (url) => {
      const { origin } = new URL(url)
      expect(() => allowedSource(url, [{ origin, allowPrivate: true }])).toThrow('secrets may be')
    },
  )

  it('take only what is listed, by scheme, host and port', () => {
    const sources = [{ origin: 'https://prometheus.example' }]
    expect(allowedSource('https://prometheus.example/prefix', sources).url.pathname).toBe('/prefix')
    for (const url of [
      'http://prometheus.example',
      'https://prometheus.example:8443',
      'https://prometheus.example.evil.test',
      'https://prometheus.example@evil.test',
      'file:///etc/passwd',
      'nonsense',
    ]) {
      expect(() => allowedSource(url, sources)).toThrow('This service asks no metrics from')
    }
  })

  it('are looked at again when a name turns out to be somewhere else', async () => {
    expect(() => checkAddress('10.0.0.1', { origin: 'https://p.example' })).toThrow('private')
    const ask = createAskPrometheus([{ origin: 'http://localhost:1' }])
    await expect(ask({ url: 'http://localhost:1', query: 'up', at: 0 })).rejects.toMatchObject({
      code: 'METRIC_SOURCE_REFUSED',
    })
  })

  it('are origins, and nothing else starts', () => {
    expect(() => checkSources([{ origin: 'https://p.example/path' }])).toThrow('is no origin')
    expect(() => checkSources([{ origin: 'ftp://p.example' }])).toThrow('is no origin')
    expect(() => checkSources([{ origin: 'https://p.example' }])).not.toThrow()
  })

  it('are refused before a ruleset is kept', async () => {
    const service = await startTestService()
    onTestFinished(() => service.close())
    const metric = {
      kind: 'prometheus',
      url: 'http://169.254.169.254/latest',
      query: 'up',
      direction: 'lower_is_better',
    }
    const answer = await putRuleset(service, {
      ...QUESTION,
      metrics: { ...QUESTION.metrics, stolen: metric },
    })
    expect([answer.status, await answer.json()]).toMatchObject([
      422,
      { code: 'METRIC_SOURCE_REFUSED', faults: [{ path: '$.metrics.stolen.url' }] },
    ])
  })
})

describe('a Prometheus', () => {
  it('is asked for a number at a time, with the variant filled in', async () => {
    const asked: string[] = []
    const url = await answeringPrometheus((request, answer) => {
      const { searchParams, pathname } = new URL(request.url ?? '', 'http://x')
      asked.push(`${pathname} ${searchParams.get('query') ?? ''} ${searchParams.get('time') ?? ''}`)
      answer.end(vector(searchParams.get('query')?.startsWith('all') === true ? '200' : '12.4'))
    })
    const found = await measureOutside(
      askAt(url),
      { flag: 'cta', from: 0, until: 3_600_000 },
      {
        kind: 'prometheus',
        url,
        query: 'bad{v="$variant",f="$flag"}[$range]',
        total: 'all',
        direction: 'lower_is_better',
      },
      ['plain', 'warm'],
    )
    expect(found).toEqual({
      plain: { value: 0.062, rate: { successes: 12, n: 200 } },
      warm: { value: 0.062, rate: { successes: 12, n: 200 } },
    })
    expect(asked).toContain('/api/v1/query bad{v="warm",f="cta"}[3600s] 3600')
  })

  it('leaves a variant out that it has no series for', async () => {
    const url = await answeringPrometheus((_, answer) => answer.end(vector()))
    await expect(askAt(url)({ url, query: 'up', at: 0 })).resolves.toBeUndefined()
  })

  it.each([
    ['several series', vector('1', '2'), 'gives 2 series; sum them up to one'],
    ['no number', vector('NaN'), 'which is no number to go by'],
    ['a fault', '{"status":"error","error":"parse error"}', 'parse error'],
    ['a page', '<html>', 'its answer is no JSON'],
    ['nothing', '{"status":"success"}', 'its answer has no result'],
  ])('that answers %s gives no number, and says why', async (_title, text, why) => {
    const url = await answeringPrometheus((_request, answer) => answer.end(text))
    await expect(askAt(url)({ url, query: 'up', at: 0 })).rejects.toMatchObject({
      code: 'METRIC_SOURCE_FAILED',
      message: expect.stringContaining(why),
    })
  })

  it('is late where its answer drips in, however often something comes', async () => {
    const url = await answeringPrometheus((_, answer) => {
      const drip = setInterval(() => answer.write(' '), 20)
      answer.on('close', () => clearInterval(drip))
    })
    const ask = createAskPrometheus([{ origin: url, allowPrivate: true }], 200)
    await expect(ask({ url, query: 'up', at: 0 })).rejects.toThrow('no whole answer within 0.2 s')
    const less = { url, query: 'up', at: 0, patienceMs: 100 }
    await expect(ask(less)).rejects.toThrow('no whole answer within 0.1 s')
  })

  it('is not followed where it redirects to', async () => {
    const inside = await answeringPrometheus((_, answer) => answer.end(vector('1')))
    const url = await answeringPrometheus((_, answer) => {
      answer.writeHead(302, { Location: inside }).end()
    })
    await expect(askAt(url)({ url, query: 'up', at: 0 })).rejects.toThrow('it redirects')
  })

  it('is cut off when it never ends', async () => {
    const url = await answeringPrometheus((_, answer) => {
      const chunk = 'x'.repeat(64 * 1024)
      const more = setInterval(() => answer.write(chunk), 1)
      answer.on('close', () => clearInterval(more))
    })
    await expect(askAt(url)({ url, query: 'up', at: 0 })).rejects.toThrow('too long')
  })
})
