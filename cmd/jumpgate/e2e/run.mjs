// The official TypeScript client against the built binary, over stdio and
// HTTP: an agent with full access sees every tool and calls each of them; a
// read-only agent sees only reads, and is denied the rest by name, with an
// audit record each. Usage: node run.mjs PATH_TO_JUMPGATE
import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js"
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js"
import { execFileSync } from "node:child_process"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { callEveryTool } from "./calls.mjs"
import { check, finish, jumpgate, records, serve, workplace } from "./place.mjs"

const offered = JSON.parse(execFileSync(jumpgate, ["tools", "--json"]).toString())

async function overStdio(place, agent, use) {
  const client = new Client({ name: "e2e", version: "1" })
  await client.connect(new StdioClientTransport({ command: jumpgate, args: ["serve", "--sandbox", "--agent", agent, "--config", place.config], stderr: "ignore" }))
  try { await use(client) } finally { await client.close() }
}

async function overHTTP(place, agent, use) {
  const server = await serve(place.config)
  const client = new Client({ name: "e2e", version: "1" })
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers: { authorization: `Bearer ${place.tokens[agent]}` } } }))
  try { await use(client) } finally {
    await client.close()
    const end = await server.stop()
    check(`${agent} over HTTP: the server stops cleanly on SIGTERM`, end.code === 0, JSON.stringify(end))
  }
}

for (const [transport, over] of [["stdio", overStdio], ["HTTP", overHTTP]]) {
  const place = workplace()
  let all = []
  try {
    await over(place, "full", async (client) => {
      all = (await client.listTools()).tools.map((tool) => tool.name)
      check(`full over ${transport}: sees every tool`, all.length === offered.length, `saw ${all.length} of ${offered.length}: does policy.yaml name every resource?`)
      const called = new Set()
      await callEveryTool(async (name, args) => {
        const result = await client.callTool({ name, arguments: args })
        if (result.isError) throw new Error(`${name} ${JSON.stringify(args)}: ${result.content[0].text}`)
        if (JSON.stringify(JSON.parse(result.content[0].text)) !== JSON.stringify(result.structuredContent)) throw new Error(`${name}: text and structured content differ`)
        called.add(name)
        return result.structuredContent
      }, transport.toLowerCase())
      check(`full over ${transport}: every tool answered, valid against its schema`, all.every((name) => called.has(name)), `not called: ${all.filter((name) => !called.has(name))}: give their operations calls in jcclient/testdata/calls.txt`)
    })
    await over(place, "reader", async (client) => {
      const tools = (await client.listTools()).tools
      check(`reader over ${transport}: sees reads alone`, tools.length > 0 && tools.every((tool) => tool.annotations.readOnlyHint === true))
      const seen = new Set(tools.map((tool) => tool.name))
      const hidden = all.filter((name) => !seen.has(name))
      for (const name of hidden) {
        const result = await client.callTool({ name, arguments: {} })
        if (!result.isError || result.structuredContent.error.code !== "denied") check(`reader over ${transport}: ${name} is denied`, false, JSON.stringify(result))
      }
      const denied = records(place).filter((r) => r.kind === "call.denied" && r.who.agent === "reader").map((r) => r.what.tool)
      check(`reader over ${transport}: ${hidden.length} calls by name denied, a record each`, hidden.length > 0 && hidden.every((name) => denied.includes(name)), `recorded: ${denied}`)
    })
  } catch (error) {
    check(`${transport}: runs to the end`, false, error.stack)
  }
  rmSync(place.dir, { recursive: true })
}

// A call that the agent's own user must confirm: the client puts the question, over
// HTTP on the stream of the very call.
const ways = {
  stdio: async (place) => [new StdioClientTransport({ command: jumpgate, args: ["serve", "--sandbox", "--agent", "full", "--config", place.config], stderr: "ignore" }), async () => {}],
  HTTP: async (place) => {
    const server = await serve(place.config)
    return [new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers: { authorization: `Bearer ${place.tokens.full}` } } }), () => server.stop()]
  },
}
for (const [way, connect] of Object.entries(ways)) {
  const place = workplace()
  const rule = "\nrequire:\n  - {id: self, tools: [users_update], approval: {confirm: true}}\n"
  writeFileSync(place.config, readFileSync(place.config, "utf8") + rule, { mode: 0o600 })
  for (const [action, content, want] of [["accept", { confirm: true }, undefined], ["decline", undefined, "denied"]]) {
    const client = new Client({ name: "e2e", version: "1" }, { capabilities: { elicitation: {} } })
    let question = ""
    client.setRequestHandler(ElicitRequestSchema, async (request) => {
      question = request.params.message
      return { action, ...(content && { content }) }
    })
    const [transport, stop] = await connect(place)
    await client.connect(transport)
    try {
      const result = await client.callTool({ name: "users_update", arguments: { id: "ana.ruiz", jobTitle: `Lead, ${action}` } })
      check(`a user who says ${action} is asked over ${way}`, question.includes("ana.ruiz"), question)
      check(`a user who says ${action} over ${way}: the call ${want ?? "is made"}`, result.structuredContent.error?.code === want, JSON.stringify(result.structuredContent))
    } finally {
      await transport.terminateSession?.()
      await client.close()
      await stop()
    }
  }
  const said = records(place).map((r) => r.kind)
  check(`what the user said over ${way} is on record, and nothing was refused`, said.includes("approval.granted") && said.includes("approval.denied") && !said.includes("call.refused"), said.join())
  rmSync(place.dir, { recursive: true })
}

finish("e2e")
