// A certified OpenID provider on loopback, for the tests: node server.mjs SETTINGS.json
//
// Settings are {port, client: {id, secret, redirect}, people: {subject: {claims, token}}}: what is
// said of each person, and what their ID tokens say instead of the truth, signed all the same.

import { readFileSync } from 'node:fs';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT } from 'jose';
import Provider from 'oidc-provider';

const { port, client, people } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { privateKey } = await generateKeyPair('RS256', { extractable: true });

const page = (content) => `<!doctype html><html lang="en"><title>Provider</title>${content}</html>`;

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: client.id,
    client_secret: client.secret,
    redirect_uris: [client.redirect],
    // Streamlit names the same address when somebody signs out.
    post_logout_redirect_uris: [client.redirect],
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  // The desk reads the ID token alone: by default a provider tells the address elsewhere.
  conformIdTokenClaims: false,
  cookies: { keys: ['a secret for the tests alone'] },
  jwks: { keys: [{ ...await exportJWK(privateKey), kid: 'of-the-tests', use: 'sig', alg: 'RS256' }] },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub]?.claims }) }),
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource(ctx, form) {
        ctx.body = page(`${form}<button form="op.logoutForm" name="logout" value="yes">End session</button>`);
      },
    },
  },
  renderError(ctx, { error, error_description: why }) {
    ctx.body = page(`<h1>${error}: ${why}</h1>`);
  },
  // Whoever signs in agrees: the desk is their organisation's own.
  async loadExistingGrant({ oidc }) {
    const grant = new provider.Grant({
      clientId: oidc.client.clientId,
      accountId: oidc.session.accountId,
    });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  const [, place, uid] = ctx.path.split('/');
  if (place === 'interaction' && ctx.method === 'GET') {
    ctx.body = page(`<form method="post" action="/interaction/${uid}">
      <input name="sub" autofocus><button>Authorize</button><button name="action" value="deny">Deny</button>
    </form>`);
    return;
  }
  if (place === 'interaction') {
    let written = '';
    for await (const piece of ctx.req) written += piece;
    const form = new URLSearchParams(written);
    const result = form.get('action') === 'deny'
      ? { error: 'access_denied' }
      : { login: { accountId: form.get('sub') } };
    await provider.interactionFinished(ctx.req, ctx.res, result);
    ctx.respond = false;
    return;
  }
  await next();
  const token = ctx.body?.id_token;
  const instead = token && people[decodeJwt(token).sub]?.token;
  if (instead) {
    ctx.body.id_token = await new SignJWT({ ...decodeJwt(token), ...instead })
      .setProtectedHeader(decodeProtectedHeader(token))
      .sign(privateKey);
  }
});

provider.listen(port, '127.0.0.1');
