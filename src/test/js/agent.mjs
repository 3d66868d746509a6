// Lives the life of an agent with oauth4webapi, which knows nothing of Signet: discovers the server, gets
// a token, uses it, has it checked by a resource server, refreshes it, and gives it back.
//
// Reads one JSON object from standard input, writes one to standard output: what it saw, or `failed` and
// the step at which it was.
//
//   issuer    the server
//   clientId  the agent
//   secret    its client secret, or
//   key       its private key as a JWK with `alg`, for private_key_jwt
//   dpop      the algorithm of the DPoP key to make; absent for plain bearer tokens
//   dpopKey   a private JWK with `alg` to use instead of one that is made
//   scope     what to ask for

import { readFileSync } from 'node:fs'
import * as oauth from 'oauth4webapi'

const asked = JSON.parse(readFileSync(0, 'utf8'))
const onLoopback = { [oauth.allowInsecureRequests]: true }
const saw = { steps: [], nonceChallenges: 0 }
let step = 'start'

async function importKey(jwk, usage) {
  const algorithm = {
    RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
    ES256: { name: 'ECDSA', namedCurve: 'P-256' },
    ES384: { name: 'ECDSA', namedCurve: 'P-384' },
    EdDSA: { name: 'Ed25519' },
  }[jwk.alg]
  const { alg, kid, use, ...members } = jwk
  return crypto.subtle.importKey('jwk', members, algorithm, true, [usage])
}

async function keyPairOf(jwk) {
  const { d, p, q, dp, dq, qi, ...publicHalf } = jwk
  return {
    privateKey: await importKey(jwk, 'sign'),
    publicKey: await importKey(publicHalf, 'verify'),
  }
}

async function clientAuthentication() {
  if (asked.key) {
    return oauth.PrivateKeyJwt({ key: await importKey(asked.key, 'sign'), kid: asked.key.kid })
  }
  return oauth.ClientSecretBasic(asked.secret)
}

/// Does it, and once more when the server wants a nonce: the library has kept it by then.
async function withNonce(attempt) {
  try {
    return await attempt()
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) {
      throw error
    }
    saw.nonceChallenges++
    return attempt()
  }
}

function done(name) {
  saw.steps.push(name)
}

async function live() {
  step = 'discovery'
  const issuer = new URL(asked.issuer)
  const server = await oauth.processDiscoveryResponse(
    issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...onLoopback }))
  done(step)

  const client = { client_id: asked.clientId }
  const authentication = await clientAuthentication()
  const dpop = asked.dpopKey
    ? oauth.DPoP(client, await keyPairOf(asked.dpopKey))
    : asked.dpop
      ? oauth.DPoP(client, await oauth.generateKeyPair(asked.dpop, { extractable: true }))
      : undefined
  const options = { DPoP: dpop, ...onLoopback }
  if (dpop) {
    saw.thumbprint = await dpop.calculateThumbprint()
  }

  step = 'token'
  const parameters = asked.scope ? { scope: asked.scope } : {}
  let token = await withNonce(async () => oauth.processClientCredentialsResponse(
    server, client,
    await oauth.clientCredentialsGrantRequest(server, client, authentication, parameters, options)))
  saw.tokenType = token.token_type
  saw.scope = token.scope
  saw.accessToken = token.access_token
  done(step)

  step = 'use'
  await use(server, token, options)
  done(step)

  step = 'check'
  saw.checked = await check(server, token, dpop)
  done(step)

  step = 'introspect'
  saw.introspected = await oauth.processIntrospectionResponse(
    server, client,
    await oauth.introspectionRequest(server, client, authentication, token.access_token, onLoopback))
  done(step)

  if (token.refresh_token) {
    step = 'refresh'
    token = await withNonce(async () => oauth.processRefreshTokenResponse(
      server, client,
      await oauth.refreshTokenGrantRequest(
        server, client, authentication, token.refresh_token, options)))
    saw.refreshedTokenType = token.token_type
    done(step)
    step = 'use refreshed'
    await use(server, token, options)
    done(step)
  }

  step = 'revoke'
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(server, client, authentication, token.access_token, onLoopback))
  const after = await oauth.processIntrospectionResponse(
    server, client,
    await oauth.introspectionRequest(server, client, authentication, token.access_token, onLoopback))
  saw.activeAfterRevocation = after.active
  done(step)
}

async function use(server, token, options) {
  const answer = await withNonce(async () => oauth.protectedResourceRequest(
    token.access_token, 'GET', new URL('/api/agents/me', asked.issuer),
    undefined, undefined, options))
  saw.usedStatus = answer.status
  saw.usedAs = (await answer.json()).agent.client_id
}

/// As a resource server would that knows the issuer and nothing else.
async function check(server, token, dpop) {
  const resource = new URL('https://orders.example.com/orders')
  const headers = new Headers()
  let validated
  const capture = {
    [oauth.customFetch]: async (url, init) => {
      for (const [name, value] of Object.entries(init.headers)) {
        headers.set(name, value)
      }
      validated = await oauth.validateJwtAccessToken(
        server, new Request(url, { method: init.method, headers }), asked.issuer,
        { requireDPoP: dpop !== undefined, ...onLoopback })
      return new Response('{}', { status: 200 })
    },
  }
  await oauth.protectedResourceRequest(
    token.access_token, 'GET', resource, undefined, undefined, { DPoP: dpop, ...capture })
  return validated
}

try {
  await live()
} catch (error) {
  saw.failed = { step, name: error.name, code: error.code, message: error.message, error: error.error,
    description: error.error_description, status: error.status, cause: String(error.cause) }
}
process.stdout.write(JSON.stringify(saw))
