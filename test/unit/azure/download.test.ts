import { Readable } from 'node:stream'
import { createHttpHeaders, type PipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline'
import { describe, expect, it } from 'vitest'
import { downloadFile } from '../../../src/azure/download.js'
import { runContext } from '../../helpers/run-context.js'

const PROGRAM = Buffer.from([0x4d, 0x5a, 0x90, 0x00, 0xff, 0xfe])

/** A server that gives these answers, one after the other. */
async function download(
  url: string,
  answers: readonly (Omit<Partial<PipelineResponse>, 'headers'> & { headers?: Record<string, string> })[],
) {
  const { ctx } = runContext('/nonexistent')
  const { clock, signal, progress } = ctx
  const sent: PipelineRequest[] = []
  const client = {
    sendRequest: async (request: PipelineRequest): Promise<PipelineResponse> => {
      const { status = 200, headers = {}, ...rest } = answers[sent.length] ?? {}
      sent.push({ ...request } as PipelineRequest)
      return { request, status, headers: createHttpHeaders(headers), ...rest }
    },
  }
  const hooks = { clock, signal, progress, requests: { sent: 0, retried: 0 } }
  return { content: await downloadFile(url, client, hooks), sent }
}

const URL_OF_PROGRAM = 'https://download.contoso.example/open.exe?sig=x'

describe('a file that Azure names', () => {
  it('is downloaded byte by byte, by redirections, without a login', async () => {
    const { content, sent } = await download(URL_OF_PROGRAM, [
      { status: 302, headers: { location: 'https://cdn.contoso.example/open.exe' } },
      { readableStreamBody: Readable.from([PROGRAM.subarray(0, 3), PROGRAM.subarray(3)]) },
    ])

    expect(content).toEqual(PROGRAM)
    expect(sent.map(({ headers }) => headers.has('authorization'))).toEqual([false, false])
    expect(sent[1]?.url).toBe('https://cdn.contoso.example/open.exe')
  })

  it('is asked for again when the server is in trouble', async () => {
    const { content, sent } = await download(URL_OF_PROGRAM, [
      { status: 503 },
      { readableStreamBody: Readable.from([PROGRAM]) },
    ])

    expect([content, sent.length]).toEqual([PROGRAM, 2])
  })

  it('is taken out of an address that carries it', async () => {
    const { content, sent } = await download(`data:application/octet-stream;base64,${PROGRAM.toString('base64')}`, [])

    expect([content, sent]).toEqual([PROGRAM, []])
  })

  it('that is not there is an error', async () => {
    await expect(download(URL_OF_PROGRAM, [{ status: 404, bodyAsText: '' }])).rejects.toThrow('downloading a file')
  })
})
