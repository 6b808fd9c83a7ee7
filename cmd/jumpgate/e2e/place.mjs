// What the end-to-end runs share: a folder with a configuration, a server over
// HTTP, and the count of what held.
import { execFileSync, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"

export const jumpgate = resolve(process.argv[2])
export const here = new URL(".", import.meta.url).pathname
let passed = 0
let failed = 0

export function check(what, ok, detail = "") {
  if (ok) { passed++; console.log(`ok    ${what}`) } else { failed++; console.log(`FAIL  ${what} ${detail}`) }
}

export function finish(name) {
  console.log(`${name}: ${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}

// A folder with the configuration of two agents, full and reader.
export function workplace() {
  const dir = mkdtempSync(join(tmpdir(), "jumpgate-e2e-"))
  const token = () => execFileSync(jumpgate, ["token", "new", "agent"], { stdio: ["ignore", "pipe", "ignore"] }).toString().trim()
  const sha256 = (s) => createHash("sha256").update(s).digest("hex")
  const tokens = { full: token(), reader: token() }
  const policy = readFileSync(join(here, "policy.yaml"), "utf8")
    .replace("FULL_SHA256", sha256(tokens.full)).replace("READER_SHA256", sha256(tokens.reader))
  writeFileSync(join(dir, "jumpgate.yaml"), policy, { mode: 0o600 })
  return { dir, tokens, config: join(dir, "jumpgate.yaml"), audit: join(dir, "audit.jsonl") }
}

export const records = (place) => readFileSync(place.audit, "utf8").trim().split("\n").map((line) => JSON.parse(line))

// A server over HTTP, which is there when this returns; stop says how it ended.
export async function serve(config, at = "127.0.0.1:0") {
  const server = spawn(jumpgate, ["serve", "--sandbox", "--http", at, "--config", config], { stdio: ["ignore", "ignore", "pipe"] })
  const url = await new Promise((found, lost) => {
    let log = ""
    server.stderr.on("data", (chunk) => {
      log += chunk
      const at = log.match(/http:\/\/127\.0\.0\.1:\d+\/mcp/)
      if (at) found(at[0])
    })
    server.on("exit", (code) => lost(new Error(`the server stopped (${code}): ${log}`)))
  })
  const stop = async () => {
    const gone = new Promise((done) => server.on("exit", (code, signal) => done({ code, signal })))
    server.kill("SIGTERM")
    return gone
  }
  return { url, stop }
}
