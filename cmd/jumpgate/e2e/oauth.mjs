// A real OpenID Connect provider in front of the built binary: a client that
// knows nothing but the server's URL discovers where tokens come from, gets one,
// and calls; then each bad token is refused, with a record.
// Usage: node oauth.mjs PATH_TO_JUMPGATE
import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { auth } from "@modelcontextprotocol/sdk/client/auth.js"
import { ClientCredentialsProvider } from "@modelcontextprotocol/sdk/client/auth-extensions.js"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js"
import { Provider } from "oidc-provider"
import { createHmac, generateKeyPairSync } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { check, finish, here, records as recordsOf, serve } from "./place.mjs"

async function freePort() {
  const s = createServer().listen(0, "127.0.0.1")
  await new Promise((done) => s.on("listening", done))
  const { port } = s.address()
  await new Promise((done) => s.close(done))
  return port
}

const port = await freePort()
const endpoint = `http://127.0.0.1:${port}/mcp`
const elsewhere = "https://elsewhere.example.com/api"
const redirect = "http://127.0.0.1:9/callback"
const remotePort = await freePort() // where mcp-remote waits for the browser
const remoteRedirect = `http://localhost:${remotePort}/oauth/callback`
const key = (name) => ({ ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }), kid: name, use: "sig", alg: "RS256" })
const secret = "a-secret-of-the-clients-which-is-long-enough"

// The provider: one client that is an agent, one that is none, and one for people.
function startProvider(issuer, listenPort) {
  const provider = new Provider(issuer, {
    clients: [
      { client_id: "onboarding-client", client_secret: secret, grant_types: ["client_credentials"], redirect_uris: [], response_types: [], scope: "jumpgate" },
      { client_id: "stranger-client", client_secret: secret, grant_types: ["client_credentials"], redirect_uris: [], response_types: [], scope: "jumpgate" },
      { client_id: "desk-client", token_endpoint_auth_method: "none", application_type: "native", grant_types: ["authorization_code"], redirect_uris: [redirect], scope: "openid jumpgate" },
      { client_id: "remote-client", token_endpoint_auth_method: "none", application_type: "native", grant_types: ["authorization_code"], redirect_uris: [remoteRedirect], scope: "openid jumpgate" },
    ],
    scopes: ["openid", "jumpgate"],
    jwks: { keys: [key("one")] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, resource) => ({ scope: "jumpgate", audience: resource, accessTokenFormat: "jwt", accessTokenTTL: 600, jwt: { sign: { alg: "RS256" } } }),
      },
    },
    ttl: { AccessToken: 600, ClientCredentials: (_, token) => (token.resourceServer?.audience === endpoint && shortLived ? 1 : 600), Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    cookies: { keys: ["for this run alone"] },
  })
  provider.on("server_error", (_, error) => console.error(error))
  const server = createServer(provider.callback())
  return new Promise((done) => server.listen(listenPort, "127.0.0.1", () => done(server)))
}
let shortLived = false

const issuerPort = await freePort()
const issuer = `http://127.0.0.1:${issuerPort}`
console.warn = console.info = () => {} // the provider says at length that this is no production
const server = await startProvider(issuer, issuerPort)

const dir = mkdtempSync(join(tmpdir(), "jumpgate-oauth-"))
writeFileSync(join(dir, "jumpgate.yaml"), `
server: {ops: ""}
version: 1
issuers:
  corp: {issuer: "${issuer}", audience: "${endpoint}", algorithms: [RS256], max_token_age: 1h, scopes: [jumpgate]}
agents:
  onboarding:
    owner: it@example.com
    identify: [{jwt: {issuer: corp, claims: {client_id: onboarding-client}}}]
    access: {users: read}
  desk:
    owner: it@example.com
    identify: [{jwt: {issuer: corp, claims: {client_id: desk-client, sub: ana}}}]
    access: {users: read, devices: read}
  behind-mcp-remote:
    owner: it@example.com
    identify: [{jwt: {issuer: corp, claims: {client_id: remote-client, sub: ana}}}]
    access: {users: read, devices: read}
`, { mode: 0o600 })
let gate = await serve(join(dir, "jumpgate.yaml"), `127.0.0.1:${port}`)
const records = () => recordsOf({ audit: join(dir, "audit.jsonl") })

async function useAs(options, use) {
  const client = new Client({ name: "e2e", version: "1" })
  await client.connect(new StreamableHTTPClientTransport(new URL(endpoint), options))
  try { await use(client) } finally { await client.close() }
}

// From the server's URL alone.
await useAs({ authProvider: new ClientCredentialsProvider({ clientId: "onboarding-client", clientSecret: secret, scope: "jumpgate" }) }, async (client) => {
  const tools = (await client.listTools()).tools.map((tool) => tool.name)
  check("a client discovers the issuer, gets a token and sees its tools", tools.includes("users_list") && !tools.includes("devices_list"), tools.join())
  const result = await client.callTool({ name: "users_list", arguments: { limit: 1 } })
  check("and calls", !result.isError && result.structuredContent.items.length === 1, JSON.stringify(result))
})
const call = records().find((r) => r.kind === "call.intent")
check("the record names issuer, subject and token", call.who.agent === "onboarding" && new RegExp(`^jwt ${issuer} sub=onboarding-client jti=.+$`).test(call.who.authn), call.who.authn)

// A person signs in, in a browser: authorization code with PKCE.
const cookies = new Map()
async function browse(url, until = redirect) {
  let form
  for (let hops = 0; hops < 20; hops++) {
    if (String(url).startsWith(until)) return new URL(url)
    const response = await fetch(url, { redirect: "manual", method: form ? "POST" : "GET", body: form && new URLSearchParams(form), headers: { cookie: [...cookies].map(([k, v]) => `${k}=${v}`).join("; ") } })
    for (const c of response.headers.getSetCookie()) {
      const [pair] = c.split(";")
      cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1))
    }
    form = undefined
    const location = response.headers.get("location")
    if (location) { url = new URL(location, url); continue }
    const page = await response.text()
    const action = page.match(/action="([^"]+)"/)?.[1]
    if (!action) throw new Error(`no way on from ${url}: ${response.status} ${page.slice(0, 300)}`)
    form = page.includes('value="login"') ? { prompt: "login", login: "ana", password: "x" } : { prompt: "consent" }
    url = new URL(action, url)
  }
  throw new Error("too many hops")
}
const person = {
  redirectUrl: redirect,
  clientMetadata: { redirect_uris: [redirect], token_endpoint_auth_method: "none", scope: "openid jumpgate" },
  clientInformation: () => ({ client_id: "desk-client" }),
  tokens() { return this.saved }, saveTokens(t) { this.saved = t },
  codeVerifier() { return this.verifier }, saveCodeVerifier(v) { this.verifier = v },
  async redirectToAuthorization(url) { this.code = (await browse(url)).searchParams.get("code") },
}
await auth(person, { serverUrl: endpoint, scope: "openid jumpgate" })
await auth(person, { serverUrl: endpoint, authorizationCode: person.code })
await useAs({ authProvider: person }, async (client) => {
  const tools = (await client.listTools()).tools.map((tool) => tool.name)
  check("who signs in with PKCE is an agent too", tools.includes("devices_list"), tools.join())
})

// mcp-remote, which a client starts as if it were a local server, signs a person in
// too. It is told its client's id; all else it finds by the server's URL.
{
  const child = new StdioClientTransport({
    command: join(here, "node_modules/.bin/node"), stderr: "pipe", env: { PATH: process.env.PATH, HOME: dir, MCP_REMOTE_CONFIG_DIR: join(dir, "mcp-remote"), BROWSER: "true" },
    args: [join(here, "node_modules/.bin/mcp-remote"), endpoint, String(remotePort), "--transport", "http-only", "--static-oauth-client-info", JSON.stringify({ client_id: "remote-client" }), "--static-oauth-client-metadata", JSON.stringify({ scope: "openid jumpgate", token_endpoint_auth_method: "none" })],
  })
  let log = ""
  const signIn = new Promise((done) => child.stderr.on("data", (chunk) => {
    log += chunk
    const asked = log.match(/visiting:\s+(http\S+)/)
    if (asked) done(asked[1])
  }))
  const client = new Client({ name: "e2e", version: "1" })
  const connected = client.connect(child)
  const back = await browse(await signIn, remoteRedirect)
  // It begins to listen after it has sent the person away, who is slower than this is.
  const listens = () => fetch(new URL("/", back)).then(() => true, () => false)
  for (let tries = 0; tries < 100 && !await listens(); tries++) await new Promise((done) => setTimeout(done, 100))
  check("mcp-remote asks for tokens for this server alone", new URL(await signIn).searchParams.get("resource") === endpoint, await signIn)
  const taken = await fetch(back).catch((error) => error)
  check("mcp-remote takes the browser's word", taken.status === 200, `${taken.cause} ${log}`)
  await connected
  const before = records().length
  const read = await client.callTool({ name: "users_get", arguments: { id: "ana.ruiz" } })
  check("and then it calls", read.structuredContent?.username === "ana.ruiz", JSON.stringify(read))
  const intent = records().slice(before).find((r) => r.kind === "call.intent")
  check("the record names the person and the issuer", intent.who.agent === "behind-mcp-remote" && new RegExp(`^jwt ${issuer} sub=ana jti=.+$`).test(intent.who.authn), intent.who.authn)
  await client.close()
}

// Each bad token. Who asked without one, to learn where they come from, counts among
// those who failed; so the server begins anew.
check("the server stops cleanly, and starts again", (await gate.stop()).code === 0)
gate = await serve(join(dir, "jumpgate.yaml"), `127.0.0.1:${port}`)
async function tokenFor(client, parameters) {
  const response = await fetch(`${issuer}/token`, { method: "POST", headers: { authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString("base64")}` }, body: new URLSearchParams({ grant_type: "client_credentials", ...parameters }) })
  const body = await response.json()
  if (!body.access_token) throw new Error(JSON.stringify(body))
  return body.access_token
}
const good = await tokenFor("onboarding-client", { resource: endpoint, scope: "jumpgate" })
const ask = (token) => fetch(endpoint, { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${token}` }, body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' })
check("a token that is as it should be is taken", (await ask(good)).status === 200)
const [header, claims, signature] = good.split(".")
const encode = (o) => Buffer.from(JSON.stringify(o)).toString("base64url")
const decode = (s) => JSON.parse(Buffer.from(s, "base64url"))
const published = (await (await fetch(`${issuer}/jwks`)).json()).keys[0]
const hmac = (text, with_) => createHmac("sha256", with_).update(text).digest("base64url")
const confused = `${encode({ alg: "HS256", kid: "one", typ: "at+jwt" })}.${claims}`
shortLived = true
const expired = await tokenFor("onboarding-client", { resource: endpoint, scope: "jumpgate" })
shortLived = false
while (decode(expired.split(".")[1]).exp * 1000 > Date.now()) await new Promise((done) => setTimeout(done, 100))
const bad = {
  "for another audience": [await tokenFor("onboarding-client", { resource: elsewhere, scope: "jumpgate" }), 401, "audience"],
  "of a client that is no agent": [await tokenFor("stranger-client", { resource: endpoint, scope: "jumpgate" }), 401, "fit no agent"],
  "without the scope": [await tokenFor("onboarding-client", { resource: endpoint }), 403, "lacks a scope"],
  "that has expired": [expired, 401, "expired"],
  "that is opaque": [await tokenFor("onboarding-client", {}), 401, "belongs to no agent"],
  "that is an ID token": [person.saved.id_token, 401, "audience"],
  "with other claims": [`${header}.${encode({ ...decode(claims), client_id: "desk-client", sub: "ana" })}.${signature}`, 401, "signature"],
  "without a signature": [`${encode({ alg: "none" })}.${claims}.`, 401, "algorithm"],
  "signed with the public key as a secret": [`${confused}.${hmac(confused, JSON.stringify(published))}`, 401, "algorithm"],
}
for (const [what, [token, status, why]] of Object.entries(bad)) {
  const before = records().length
  const response = await ask(token)
  const body = await response.text()
  const after = records().slice(before)
  const reason = after[0]?.decision.reason ?? ""
  check(`a token ${what} is refused with ${status}, and a record`, response.status === status && after.length === 1 && after[0].kind === "auth.failed" && reason.includes(why), `${response.status} ${body} ${reason}`)
  check(`a token ${what}: the answer tells where tokens come from, and nothing else`, response.headers.get("www-authenticate").includes("resource_metadata=") && !/users_|onboarding|jumpgate \d/.test(body))
}
const trail = readFileSync(join(dir, "audit.jsonl"), "utf8")
check("no token is on record", ![good, ...Object.values(bad).map(([token]) => token)].some((token) => trail.includes(token)))

check("the server stops cleanly", (await gate.stop()).code === 0)
server.closeAllConnections()
server.close()
rmSync(dir, { recursive: true })
finish("oauth")
