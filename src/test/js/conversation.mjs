// A script that talks to the test that runs it. The test writes one JSON value a line: first what is asked of the script,
// then an answer to each question. The script writes its questions, and at last `{"saw": …}`, one a line.

import { createInterface } from 'node:readline'

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

export async function read() {
  return JSON.parse((await lines.next()).value)
}

export async function ask(question) {
  process.stdout.write(JSON.stringify(question) + '\n')
  return read()
}

export function end(saw) {
  process.stdout.write(JSON.stringify({ saw }) + '\n', () => process.exit())
}

export function describe(step, error) {
  return { step, name: error.constructor.name, code: error.code, message: error.message, error: error.error,
    description: error.error_description, status: error.status, cause: String(error.cause), stack: error.stack }
}
