// Lives the life of an agent with openid-client, which knows nothing of Signet: discovers the server by its OpenID
// document, gets a token, uses it, introspects it, refreshes it, and gives it back.
//
// Reads one JSON object from standard input, writes one to standard output: what it saw, or `failed` and the step at
// which it was.
//
//   issuer    the server
//   clientId  the agent
//   secret    its client secret, or
//   key       its private key as a JWK with `alg`, for private_key_jwt
//   dpop      the algorithm of the DPoP key to make; absent for plain bearer tokens
//   scope     what to ask for

import { readFileSync } from 'node:fs'
import * as client from 'openid-client'
import { importJWK } from 'jose'

const asked = JSON.parse(readFileSync(0, 'utf8'))
const saw = { steps: [] }
let step = 'start'

function done() {
  saw.steps.push(step)
}

async function clientAuthentication() {
  return asked.key
    ? client.PrivateKeyJwt({ key: await importJWK(asked.key, asked.key.alg), kid: asked.key.kid })
    : client.ClientSecretPost(asked.secret)
}

async function live() {
  step = 'discovery'
  const config = await client.discovery(
    new URL(asked.issuer), asked.clientId, undefined, await clientAuthentication(),
    { execute: [client.allowInsecureRequests] })
  done()

  const options = asked.dpop
    ? { DPoP: client.getDPoPHandle(config, await client.randomDPoPKeyPair(asked.dpop, { extractable: true })) }
    : {}
  if (options.DPoP) {
    saw.thumbprint = await options.DPoP.calculateThumbprint()
  }

  step = 'token'
  let token = await client.clientCredentialsGrant(config, { scope: asked.scope }, options)
  saw.tokenType = token.token_type
  saw.scope = token.scope
  done()

  step = 'use'
  const me = new URL('/api/agents/me', asked.issuer)
  const answer = await client.fetchProtectedResource(
    config, token.access_token, me, 'GET', null, undefined, options)
  saw.usedAs = (await answer.json()).agent.client_id
  done()

  step = 'introspect'
  saw.introspected = await client.tokenIntrospection(config, token.access_token)
  done()

  if (token.refresh_token) {
    step = 'refresh'
    const first = token.refresh_token
    token = await client.refreshTokenGrant(config, first, undefined, options)
    saw.isRotated = token.refresh_token !== first
    done()
  }

  step = 'revoke'
  await client.tokenRevocation(config, token.access_token)
  saw.activeAfterRevocation = (await client.tokenIntrospection(config, token.access_token)).active
  done()
}

try {
  await live()
} catch (error) {
  saw.failed = { step, name: error.name, code: error.code, message: error.message, error: error.error,
    description: error.error_description, status: error.status, cause: String(error.cause) }
}
process.stdout.write(JSON.stringify(saw))
