// node oidc-provider with the clients that the bench wants. `node server.mjs SETUP`, where SETUP is a
// JSON file: {"port", "issuer", "scope", "keys": [private JWKs], "clients": [{"id", "secret" or "jwk",
// "alg"}]}. Clients and tokens are kept in memory, as the library does by default.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const setup = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const algorithms = new Map(setup.clients.map((client) => [client.id, client.alg]));

const provider = new Provider(setup.issuer, {
  clients: setup.clients.map((client) => ({
    client_id: client.id,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    scope: setup.scope,
    ...(client.jwk
      ? {
          token_endpoint_auth_method: 'private_key_jwt',
          token_endpoint_auth_signing_alg: 'ES256',
          jwks: { keys: [client.jwk] },
        }
      : { token_endpoint_auth_method: 'client_secret_post', client_secret: client.secret }),
  })),
  jwks: { keys: setup.keys },
  scopes: setup.scope.split(' '),
  clientAuthMethods: ['client_secret_post', 'private_key_jwt'],
  ttl: { ClientCredentials: 3600 },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => `${setup.issuer}/api`,
      // A token for …/opaque is what the introspection endpoint knows: it refuses JWTs.
      getResourceServerInfo: (ctx, resource, client) => ({
        scope: setup.scope,
        audience: resource,
        ...(resource.endsWith('/opaque')
          ? { accessTokenFormat: 'opaque' }
          : {
              accessTokenFormat: 'jwt',
              jwt: { sign: { alg: algorithms.get(client.clientId) } },
            }),
      }),
    },
  },
});

const server = createServer(provider.callback());
// Connections are kept as long as the bench keeps them.
server.keepAliveTimeout = 600_000;
server.listen(setup.port, '127.0.0.1');
