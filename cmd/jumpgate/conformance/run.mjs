// The official MCP conformance suite, over HTTP: against the real server in its
// sandbox, the scenarios that need no tools of the suite's own (the suite cannot
// send a credential, so a proxy on loopback adds the agent's token); and against
// the fixture, which has those tools on the same transport, all that a revision
// requires.
// Usage: node run.mjs PATH_TO_JUMPGATE PATH_TO_FIXTURE
import { execFile, execFileSync, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import http from "node:http"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"

const jumpgate = resolve(process.argv[2])
const fixture = resolve(process.argv[3])
const dir = mkdtempSync(join(tmpdir(), "jumpgate-conformance-"))
const here = new URL(".", import.meta.url).pathname

// What each version of the suite tries, by revision of the protocol.
const scenarios = [
  ["conformance-stable", "", ["server-initialize", "ping", "tools-list", "resources-list", "prompts-list", "dns-rebinding-protection"]],
  ["conformance-newest", "2025-11-25", ["server-initialize", "ping", "tools-list", "resources-list", "prompts-list", "dns-rebinding-protection"]],
  ["conformance-newest", "2026-07-28", ["tools-list", "resources-list", "prompts-list", "sep-2164-resource-not-found", "server-sse-multiple-streams", "dns-rebinding-protection", "http-header-validation",
    "input-required-result-unsupported-methods", "input-required-result-validate-input", "input-required-result-missing-input-response",
    "input-required-result-ignore-extra-params", "server-stateless", "caching"]],
]

// Checks that fail as long as the server is what it is; any other failure is
// one, and so is one of these that passes.
const known = {
  "server-stateless": ["sep-2575-server-rejects-undeclared-capability", "sep-2575-missing-capability-http-400"], // ask for a tool of the suite's own
}

// What a revision requires, frozen at its release: how many scenarios, and which of
// them fail as long as nobody is told of one resource that changes.
const required = {
  "2026-07-28": { scenarios: 37, fail: [] },
  "2025-11-25": { scenarios: 30, fail: ["resources-subscribe", "resources-unsubscribe"] },
}

// judgeSet reads what the suite printed of all that a revision requires, and of
// scenarios beyond, which count for nothing.
function judgeSet(revision, output) {
  const plain = output.replace(/\u001b\[\d+m/g, "")
  const beyond = new Set([...plain.slice(plain.indexOf("Not scored")).matchAll(/[✓✗] ([\w-]+) \(/g)].map((found) => found[1]))
  const all = [...plain.slice(plain.indexOf("=== SUMMARY")).matchAll(/([✓✗]) ([\w-]+): (\d+) passed/g)].filter((found) => !beyond.has(found[2]))
  const failed = all.filter((found) => found[1] === "✗").map((found) => found[2]).sort()
  const { scenarios, fail } = required[revision]
  return { scenarios: all.length, failed, passed: all.length === scenarios && failed.join() === fail.join() }
}

// judge reads what the suite printed of one scenario: how many checks passed,
// and whether that is as it should be. One that checked nothing shows nothing.
function judge(name, ok, output) {
  const plain = output.replace(/\u001b\[\d+m/g, "")
  const checks = Number(plain.match(/Passed: (\d+)\//)?.[1] ?? 0)
  const failures = [...new Set([...plain.matchAll(/\[([\w-]+) *\] FAILURE/g)].map((found) => found[1]))].sort()
  const expected = [...(known[name] ?? [])].sort()
  return { checks, passed: checks > 0 && ok === (expected.length === 0) && failures.join() === expected.join() }
}

function start() {
  const token = execFileSync(jumpgate, ["token", "new", "agent"], { stdio: ["ignore", "pipe", "ignore"] }).toString().trim()
  const hash = createHash("sha256").update(token).digest("hex")
  const config = join(dir, "jumpgate.yaml")
  writeFileSync(config, `version: 1\nagents:\n  suite:\n    owner: conformance@example.com\n    identify:\n      - token_sha256: ${hash}\n    access:\n      users: full\n      devices: read\n`, { mode: 0o600 })
  const server = spawn(jumpgate, ["serve", "--sandbox", "--http", "127.0.0.1:0", "--config", config], { cwd: dir, stdio: ["ignore", "ignore", "pipe"] })
  return new Promise((found, lost) => {
    let log = ""
    server.stderr.on("data", (chunk) => {
      log += chunk
      const at = log.match(/http:\/\/127\.0\.0\.1:(\d+)\/mcp/)
      if (at) found({ server, token, port: Number(at[1]) })
    })
    server.on("exit", (code) => lost(new Error(`the server stopped (${code}): ${log}`)))
  })
}

// A proxy that changes nothing but the credential: Host and Origin pass as they came.
function proxy(port, token) {
  const front = http.createServer((request, response) => {
    const onward = http.request({ host: "127.0.0.1", port, method: request.method, path: request.url, headers: { ...request.headers, authorization: `Bearer ${token}` } }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers)
      answer.pipe(response)
    })
    onward.on("error", () => response.destroy())
    response.on("close", () => onward.destroy())
    request.pipe(onward)
  })
  return new Promise((done) => front.listen(0, "127.0.0.1", () => done(front)))
}

function run(suite, url, ...more) {
  const args = [join(here, "node_modules", suite, "dist", "index.js"), "server", "--url", url, "-o", join(dir, "results"), ...more]
  return new Promise((done) => execFile(process.execPath, args, { timeout: 100_000, maxBuffer: 64 << 20 }, (error, stdout, stderr) => done({ ok: !error, output: stdout + stderr })))
}

// startFixture returns where it is: its first line says so.
function startFixture() {
  const server = spawn(fixture, [], { stdio: ["ignore", "pipe", "inherit"] })
  return new Promise((found, lost) => {
    server.stdout.once("data", (chunk) => found({ server, url: chunk.toString().trim() }))
    server.on("exit", (code) => lost(new Error(`the fixture stopped (${code})`)))
  })
}

async function runRequired() {
  const { server, url } = await startFixture()
  let failures = 0
  for (const revision of Object.keys(required)) {
    const { output } = await run("conformance-newest", url, "--requirements", revision, "--timeout", "15000")
    const { scenarios, failed, passed } = judgeSet(revision, output)
    console.log(`${passed ? "ok  " : "FAIL"}  required by ${revision}: ${scenarios} scenarios, ${failed.length} fail${failed.length ? ": " + failed.join(", ") : ""}`)
    if (!passed) {
      failures++
      console.log(output)
    }
  }
  server.kill("SIGINT")
  return failures
}

const { server, token, port } = await start()
const front = await proxy(port, token)
let failed = 0
try {
  const url = `http://127.0.0.1:${front.address().port}/mcp`
  for (const [suite, version, names] of scenarios) {
    for (const name of names) {
      const { ok, output } = await run(suite, url, "--scenario", name, ...(version ? ["--spec-version", version] : []))
      const { checks, passed } = judge(name, ok, output)
      console.log(`${passed ? "ok  " : "FAIL"}  ${suite} ${version} ${name}: ${checks} checks`)
      if (!passed) {
        failed++
        console.log(output)
      }
    }
  }
  failed += await runRequired()
} finally {
  front.closeAllConnections()
  front.close()
  const gone = new Promise((done) => server.on("exit", done))
  server.kill("SIGTERM")
  await gone
  rmSync(dir, { recursive: true, force: true })
}
process.exit(failed ? 1 : 0)
