// Unpacks a bundle and starts it as Claude Desktop does, with nothing but its settings: node try.mjs BUNDLE.mcpb
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const bundle = resolve(process.argv[2]);
const dir = mkdtempSync(join(tmpdir(), "jumpgate-bundle-"));
execFileSync("npx", ["--yes", "@anthropic-ai/mcpb@2.1.2", "unpack", bundle, dir], { stdio: "ignore" });
const manifest = JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8"));
const settings = { folder: dir };
for (const [name, field] of Object.entries(manifest.user_config)) settings[name] ??= field.default ?? "";
const fill = (text) => text.replaceAll("${__dirname}", dir).replaceAll(/\$\{user_config\.(\w+)\}/g, (_, name) => String(settings[name]));
const { command, args, env } = manifest.server.mcp_config;
const child = spawn(fill(command), args.map(fill), {
  cwd: "/",
  env: { HOME: dir, PATH: process.env.PATH, ...Object.fromEntries(Object.entries(env).map(([k, v]) => [k, fill(v)])) },
  stdio: ["pipe", "pipe", "inherit"],
});
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
let id = 0;
async function ask(method, params) {
  child.stdin.write(JSON.stringify({ jsonrpc: "2.0", id: ++id, method, params }) + "\n");
  return JSON.parse((await lines.next()).value).result;
}
const limit = setTimeout(() => { console.error("it does not answer"); process.exit(1); }, 20_000);
const hello = await ask("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "a bundle's host", version: "1" } });
child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
const { tools } = await ask("tools/list", {});
const answer = await ask("tools/call", { name: "users_list", arguments: { limit: 1 } });
child.stdin.end();
clearTimeout(limit);
if (hello.serverInfo.name !== "jumpgate" || tools.length < 20 || answer.isError || !existsSync(join(dir, "jumpgate-audit.jsonl"))) {
  console.error("the bundle does not do its work:", JSON.stringify({ hello, tools: tools?.length, answer }));
  process.exit(1);
}
console.log(`the bundle answers as ${hello.serverInfo.name}, with ${tools.length} tools, and records`);
