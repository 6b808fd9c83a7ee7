// Other people's clients against the built binary, each over both ways in: MCP
// Inspector's command line, mcp-remote (stdio in front of HTTP), and the official Go
// client. Usage: node clients.mjs PATH_TO_JUMPGATE PATH_TO_GOCLIENT
import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js"
import { spawn } from "node:child_process"
import { rmSync } from "node:fs"
import { join, resolve } from "node:path"
import { check, finish, here, jumpgate, records, serve, workplace } from "./place.mjs"

const place = workplace() // over HTTP
const local = workplace() // over stdio: a trail has one server at a time
const server = await serve(place.config)
const home = { PATH: process.env.PATH, HOME: place.dir, MCP_REMOTE_CONFIG_DIR: join(place.dir, "mcp-remote") }
const node = join(here, "node_modules/.bin/node") // these two need a newer one than may be installed
const program = (name) => join(here, "node_modules/.bin", name)

async function run(command, args) {
  const child = spawn(command, args, { cwd: local.dir, env: home, stdio: ["ignore", "pipe", "pipe"] })
  let out = ""
  let log = ""
  child.stdout.on("data", (chunk) => { out += chunk })
  child.stderr.on("data", (chunk) => { log += chunk })
  const code = await new Promise((done) => child.on("close", done))
  return { code, out, log }
}

const refused = (all) => all.filter((r) => r.kind === "call.refused")

// MCP Inspector.
async function inspect(how, agent, ...asked) {
  const target = how === "stdio" ? [jumpgate, "serve", "--sandbox", "--agent", agent] : [server.url]
  const rest = how === "stdio" ? [] : ["--header", `Authorization: Bearer ${place.tokens[agent]}`]
  const { code, out, log } = await run(node, [program("mcp-inspector"), "--cli", ...target, ...rest, ...asked])
  try { return { code, result: JSON.parse(out) } } catch { return { code, text: `${code} ${out} ${log}` } }
}
for (const [how, where] of [["stdio", local], ["HTTP", place]]) {
  const { result, text } = await inspect(how, "reader", "--method", "tools/list")
  check(`Inspector over ${how}: the reader sees reads`, result?.tools.length > 10 && result.tools.every((tool) => tool.annotations.readOnlyHint), text)
  const read = await inspect(how, "reader", "--method", "tools/call", "--tool-name", "users_get", "--tool-arg", "id=ana.ruiz")
  check(`Inspector over ${how}: a read`, read.code === 0 && read.result?.structuredContent?.username === "ana.ruiz", read.text)
  const changed = await inspect(how, "full", "--method", "tools/call", "--tool-name", "users_update", "--tool-arg", "id=ana.ruiz", `jobTitle=${how}`)
  check(`Inspector over ${how}: a change`, changed.code === 0 && changed.result?.structuredContent?.jobTitle === how, changed.text)
  const unseen = await inspect(how, "reader", "--method", "tools/call", "--tool-name", "users_delete", "--tool-arg", "id=ana.ruiz")
  check(`Inspector over ${how}: what the reader does not see is no tool`, unseen.code !== 0 && unseen.text.includes("tool_not_found"), JSON.stringify(unseen))
  const mine = records(where)
  const recorded = ["list.served", "call.intent", "call.outcome"].every((kind) => mine.some((r) => r.kind === kind))
  check(`Inspector over ${how}: is on record, and sent nothing that was refused`, recorded && refused(mine).length === 0, JSON.stringify(refused(mine)))
}

// mcp-remote, in the words of either revision.
for (const protocol of ["legacy", "auto"]) {
  const client = new Client({ name: "e2e", version: "1" })
  const before = records(place).length
  await client.connect(new StdioClientTransport({
    command: node, env: { ...home, TOKEN: place.tokens.reader }, stderr: "ignore",
    args: [program("mcp-remote"), server.url, "--header", "Authorization: Bearer ${TOKEN}", "--protocol", protocol, "--transport", "http-only"],
  }))
  const tools = (await client.listTools()).tools
  check(`mcp-remote, ${protocol}: the reader sees reads`, tools.length > 10 && tools.every((tool) => tool.annotations.readOnlyHint))
  const read = await client.callTool({ name: "users_get", arguments: { id: "ana.ruiz" } })
  check(`mcp-remote, ${protocol}: a read`, read.structuredContent.username === "ana.ruiz", JSON.stringify(read))
  const denied = await client.callTool({ name: "users_delete", arguments: { id: "ana.ruiz" } })
  check(`mcp-remote, ${protocol}: a denial`, denied.structuredContent.error.code === "denied", JSON.stringify(denied))
  await client.close()
  const mine = records(place).slice(before)
  check(`mcp-remote, ${protocol}: is on record, and sent nothing that was refused`, mine.some((r) => r.kind === "call.denied") && refused(mine).length === 0, JSON.stringify(refused(mine)))
}

// The official Go client counts for itself.
const go = await run(resolve(process.argv[3]), [jumpgate, local.config, server.url, place.tokens.full, place.tokens.reader])
process.stdout.write(go.out)
check("the Go client: all of that", go.code === 0, go.log)

check("the server stops cleanly", (await server.stop()).code === 0)
for (const { dir } of [place, local]) rmSync(dir, { recursive: true })
finish("clients")
