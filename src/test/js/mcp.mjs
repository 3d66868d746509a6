// Lives the life of an MCP client with the MCP TypeScript SDK, which knows nothing of Signet: from the URL of an MCP
// server alone it finds the authorization server, identifies itself, has its user allow it, calls a tool, asks for more
// when a tool needs more, refreshes its token, and is disconnected.
//
//   sdk               2, or 1 for the older line that most clients still use
//   server            the URL of the MCP server
//   redirectUri       where the browser returns to
//   clientId          a client that is registered, or
//   clientMetadataUrl the document that describes the client; without both it registers itself
//   name              its name, where it registers itself
//   dpop              whether tokens are bound to a key
//
// Asks the test {"open": URL}, for the URL that the user's browser is led to, and {"disconnect": true}.

import { randomUUID } from 'node:crypto'
import { ask, describe, end, read } from './conversation.mjs'

const asked = await read()
const { Client, StreamableHTTPClientTransport, UnauthorizedError, DpopSession } = asked.sdk === 1
  ? {
    ...await import('@modelcontextprotocol/sdk/client/index.js'),
    ...await import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
    ...await import('@modelcontextprotocol/sdk/client/auth.js'),
  }
  : await import('@modelcontextprotocol/client')

const saw = { steps: [], scopes: [], opened: 0 }
let step = 'start'

/// What the client keeps, as the SDK wants to be told it.
const kept = {
  redirectUrl: asked.redirectUri,
  clientMetadataUrl: asked.clientMetadataUrl,
  clientMetadata: {
    client_name: asked.name,
    redirect_uris: [asked.redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
  client: asked.clientId ? { client_id: asked.clientId } : undefined,
  state: () => (kept.sentState = randomUUID()),
  clientInformation: () => kept.client,
  saveClientInformation: client => {
    kept.client = client
    saw.clientId = client.client_id
  },
  tokens: () => kept.hidesRefreshToken ? { ...kept.saved, refresh_token: undefined } : kept.saved,
  saveTokens: tokens => {
    kept.saved = tokens
    saw.scopes.push(tokens.scope)
    saw.tokenType = tokens.token_type
  },
  redirectToAuthorization: url => { kept.url = url },
  saveDiscoveryState: state => { kept.discovered = state },
  discoveryState: () => kept.discovered,
  saveCodeVerifier: verifier => { kept.verifier = verifier },
  codeVerifier: () => kept.verifier,
  invalidateCredentials: scope => {
    if (scope === 'tokens' || scope === 'all') {
      kept.saved = undefined
    }
  },
}
if (asked.dpop) {
  const session = DpopSession.create()
  kept.dpop = () => session
}

let client
let transport

async function connect() {
  transport = new StreamableHTTPClientTransport(new URL(asked.server), { authProvider: kept })
  client = new Client({ name: asked.name, version: '1.0.0' })
  await client.connect(transport)
}

async function allowed() {
  saw.opened++
  const led = new URL(await ask({ open: kept.url.href }))
  if (led.searchParams.get('state') !== kept.sentState) {
    throw new Error('the state is another one: ' + led)
  }
  await transport.finishAuth(asked.sdk === 1 ? led.searchParams.get('code') : led.searchParams)
}

/// Does it, and once more when the user has allowed it.
async function withUser(attempt) {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) {
      throw error
    }
    await allowed()
    return attempt()
  }
}

async function call(name, more = {}) {
  const result = await client.callTool({ name, arguments: more })
  if (result.isError) {
    throw new Error(JSON.stringify(result))
  }
  return result.content[0].text
}

async function live() {
  step = 'connect'
  await withUser(connect)
  saw.tools = (await client.listTools()).tools.map(tool => tool.name)
  saw.steps.push(step)

  step = 'call'
  saw.files = await call('list_files')
  saw.steps.push(step)

  step = 'step up'
  const openedBefore = saw.opened
  // The older line refreshes the token where it should ask the user, and gives up.
  kept.hidesRefreshToken = asked.sdk === 1
  saw.wrote = await withUser(() => call('write_file', { name: 'notes.txt', content: 'Buy milk' }))
  kept.hidesRefreshToken = false
  saw.openedToStepUp = saw.opened - openedBefore
  saw.filesAfterwards = await call('list_files')
  saw.steps.push(step)

  step = 'refresh'
  const { access_token, refresh_token } = kept.saved
  kept.saved = { ...kept.saved, access_token: access_token.slice(0, -9) + 'forgotten' }
  await call('list_files')
  saw.isRefreshed = kept.saved.access_token !== access_token && kept.saved.refresh_token !== refresh_token
  saw.steps.push(step)

  step = 'disconnect'
  await ask({ disconnect: true })
  kept.url = undefined
  try {
    await call('list_files')
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) {
      throw error
    }
    saw.isAskedAgain = kept.url !== undefined
  }
  saw.steps.push(step)
}

try {
  await live()
} catch (error) {
  saw.failed = describe(step, error)
}
end(saw)
