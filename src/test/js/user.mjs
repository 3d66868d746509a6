// A client that acts for a user, with oauth4webapi, which checks each answer against the RFCs: discovers the server,
// sends the user to it with PKCE, takes the code only if `iss` and `state` are right, redeems it, checks the token as the
// resource would, refreshes it, and gives it back.
//
//   issuer       the server
//   clientId     a public client
//   redirectUri  where the browser returns to
//   resource     what the token is for
//   scope        what to ask for
//   dpop         the algorithm of the DPoP key to make; absent for bearer tokens
//
// Asks the test {"open": URL}, for the URL that the user's browser is led to.

import * as oauth from 'oauth4webapi'
import { ask, describe, end, read } from './conversation.mjs'

const asked = await read()
const onLoopback = { [oauth.allowInsecureRequests]: true }
const saw = { steps: [] }
let step = 'start'

async function live() {
  step = 'discovery'
  const issuer = new URL(asked.issuer)
  const server = await oauth.processDiscoveryResponse(
    issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...onLoopback }))
  saw.announcesIss = server.authorization_response_iss_parameter_supported
  saw.steps.push(step)

  const client = { client_id: asked.clientId }
  const dpop = asked.dpop
    ? oauth.DPoP(client, await oauth.generateKeyPair(asked.dpop, { extractable: true }))
    : undefined
  const options = { DPoP: dpop, ...onLoopback }

  step = 'authorize'
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const url = new URL(server.authorization_endpoint)
  url.search = new URLSearchParams({
    client_id: asked.clientId,
    redirect_uri: asked.redirectUri,
    response_type: 'code',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    resource: asked.resource,
    scope: asked.scope,
    state,
    ...(dpop ? { dpop_jkt: await dpop.calculateThumbprint() } : {}),
  })
  const led = new URL(await ask({ open: url.href }))
  const answer = oauth.validateAuthResponse(server, client, led, state)
  saw.steps.push(step)

  step = 'redeem'
  const redeem = async () => oauth.processAuthorizationCodeResponse(
    server, client,
    await oauth.authorizationCodeGrantRequest(
      server, client, oauth.None(), answer, asked.redirectUri, verifier,
      { additionalParameters: { resource: asked.resource }, ...options }))
  const token = await redeem()
  saw.tokenType = token.token_type
  saw.scope = token.scope
  saw.steps.push(step)

  step = 'check'
  saw.claims = await check(server, token, dpop)
  saw.steps.push(step)

  step = 'refresh'
  const refresh = async refreshToken => oauth.processRefreshTokenResponse(
    server, client,
    await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, options))
  const second = await refresh(token.refresh_token)
  saw.isRotated = second.refresh_token !== token.refresh_token
  saw.refreshedClaims = await check(server, second, dpop)
  saw.steps.push(step)

  step = 'revoke'
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(server, client, oauth.None(), second.refresh_token, onLoopback))
  saw.refusedAfterRevocation = await refusal(() => refresh(second.refresh_token))
  saw.refusedCode = await refusal(redeem)
  saw.steps.push(step)
}

async function refusal(attempt) {
  try {
    await attempt()
    return 'none'
  } catch (error) {
    return error.error
  }
}

/// As a resource server would that knows the issuer and its own URL.
async function check(server, token, dpop) {
  let validated
  const capture = {
    [oauth.customFetch]: async (url, init) => {
      validated = await oauth.validateJwtAccessToken(
        server, new Request(url, { method: init.method, headers: new Headers(init.headers) }), asked.resource,
        { requireDPoP: dpop !== undefined, ...onLoopback })
      return new Response('{}', { status: 200 })
    },
  }
  await oauth.protectedResourceRequest(
    token.access_token, 'GET', new URL(asked.resource), undefined, undefined, { DPoP: dpop, ...capture })
  return validated
}

try {
  await live()
} catch (error) {
  saw.failed = describe(step, error)
}
end(saw)
