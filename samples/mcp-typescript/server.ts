// An MCP server with two tools, for clients that act for users of Signet: one reads the user's files, and one changes
// them, which needs a further scope. The tokens are checked here; the server never passes one on.

import { createServer } from 'node:http'
import { toNodeHandler } from '@modelcontextprotocol/node'
import {
  type AuthInfo, createMcpHandler, getOAuthProtectedResourceMetadataUrl, localhostAllowedOrigins, McpServer, OAuthError,
  OAuthErrorCode, originValidationResponse, requireBearerAuth, requireScopes,
} from '@modelcontextprotocol/server'
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import { z } from 'zod'

// Both exactly as Signet has them: the issuer of its tokens, and the URL of the registered resource.
const issuer = process.env.SIGNET_ISSUER ?? 'http://localhost:8080'
const resource = process.env.MCP_RESOURCE ?? 'http://localhost:3000/mcp'
const port = Number(process.env.PORT ?? 3000)

// An agent of Signet that introspects tokens; without it, a revoked token is accepted until it expires.
const clientId = process.env.SIGNET_CLIENT_ID
const clientSecret = process.env.SIGNET_CLIENT_SECRET ?? ''

const url = new URL(resource)
const metadataUrl = getOAuthProtectedResourceMetadataUrl(url)
const metadata = {
  resource,
  authorization_servers: [issuer],
  scopes_supported: ['files.read', 'files.write'],
  bearer_methods_supported: ['header'],
  resource_name: 'Example Files',
}

const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`))

async function verifyAccessToken(token: string): Promise<AuthInfo> {
  const claims = await verifiedClaims(token)
  if (clientId) {
    await confirm(token, clientId)
  }
  return {
    token,
    clientId: String(claims.client_id),
    scopes: String(claims.scope ?? '').split(' '),
    expiresAt: claims.exp,
    resource: url,
    extra: { userId: claims.sub },
  }
}

async function verifiedClaims(token: string): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer, audience: resource, typ: 'at+jwt', algorithms: ['RS256', 'ES256', 'EdDSA'],
      requiredClaims: ['sub', 'client_id', 'exp', 'jti'], clockTolerance: 30,
    })
    if (payload.cnf) {
      throw new errors.JWTInvalid('the token is bound to a key, and this server takes no proofs of it')
    }
    return payload
  } catch (error) {
    if (!(error instanceof errors.JOSEError) || error.code === 'ERR_JOSE_GENERIC' || error.code === 'ERR_JWKS_TIMEOUT') {
      throw error // The keys cannot be fetched: that is not the client's fault.
    }
    throw new OAuthError(OAuthErrorCode.InvalidToken, error.message)
  }
}

async function confirm(token: string, id: string): Promise<void> {
  const response = await fetch(`${issuer}/oauth/introspect`, {
    method: 'POST',
    headers: { Authorization: 'Basic ' + Buffer.from(`${id}:${clientSecret}`).toString('base64') },
    body: new URLSearchParams({ token }),
  })
  if (!response.ok) {
    throw new Error(`Introspection failed: ${response.status}`)
  }
  const { active } = await response.json() as { active: boolean }
  if (!active) {
    throw new OAuthError(OAuthErrorCode.InvalidToken, 'the token is revoked')
  }
}

const files = new Map<string, Map<string, string>>()

function filesOf(auth: AuthInfo | undefined): Map<string, string> {
  const user = String(auth?.extra?.userId)
  const own = files.get(user) ?? new Map([['welcome.txt', 'Hello']])
  files.set(user, own)
  return own
}

const text = (value: string) => ({ content: [{ type: 'text' as const, text: value }] })

const mcp = createMcpHandler(() => {
  const server = new McpServer({ name: 'Example Files', version: '1.0.0' })
  server.registerTool('list_files', {
    description: 'Lists the names of your files',
    inputSchema: z.object({}),
  }, (_, context) => text([...filesOf(context.http?.authInfo).keys()].join('\n')))
  server.registerTool('write_file', {
    description: 'Writes one of your files',
    inputSchema: z.object({ name: z.string().max(100), content: z.string().max(10_000) }),
    scopeChallenge: requireScopes('files.read', 'files.write'),
  }, ({ name, content }, context) => {
    filesOf(context.http?.authInfo).set(name, content)
    return text(`Wrote ${name}`)
  })
  return server
})

const authenticate = requireBearerAuth({
  verifier: { verifyAccessToken }, requiredScopes: ['files.read'], resourceMetadataUrl: metadataUrl, expectedResource: url,
})

async function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname
  if (path === new URL(metadataUrl).pathname || path === '/.well-known/oauth-protected-resource') {
    return Response.json(metadata)
  }
  if (path.replace(/\/$/, '') !== url.pathname.replace(/\/$/, '')) {
    return new Response(null, { status: 404 })
  }
  const refused = originValidationResponse(request, localhostAllowedOrigins())
  if (refused) {
    return refused
  }
  if (!request.headers.has('authorization')) {
    const challenge = `Bearer resource_metadata="${metadataUrl}", scope="files.read"`
    return new Response(null, { status: 401, headers: { 'WWW-Authenticate': challenge } })
  }
  const auth = await authenticate(request)
  return auth instanceof Response ? auth : mcp.fetch(request, { authInfo: auth })
}

// Clients in web pages, such as MCP Inspector, read the metadata and the challenges.
async function answerPages(request: Request): Promise<Response> {
  const response = request.method === 'OPTIONS' ? new Response(null, { status: 204 }) : await answer(request)
  response.headers.set('Access-Control-Allow-Origin', '*')
  response.headers.set('Access-Control-Allow-Headers', request.headers.get('Access-Control-Request-Headers') ?? '*')
  response.headers.set('Access-Control-Expose-Headers', 'WWW-Authenticate, Mcp-Session-Id')
  return response
}

createServer(toNodeHandler({ fetch: answerPages }, { onerror: console.error }))
  .listen(port, () => console.log(`${resource} for tokens of ${issuer}`))
