// One call of each tool, in an order in which each can succeed. `call(tool, args)`
// answers the structured content, which the client has validated against the
// tool's output schema.
import { readFileSync } from "node:fs"

const project = new URL("../../../", import.meta.url)
const textOf = (path) => readFileSync(new URL(path, project), "utf8")

// The tool of each operation, from the generated page.
const tools = new Map([...textOf("docs/tools.md").matchAll(/^\| `(\w+)` \| \w+ \| `([A-Z]+ [^`]+)`/gm)].map(([, tool, route]) => [route, tool]))

// The listing that tells the ids of each resource.
const listings = {
  users: "users_list", devices: "devices_list", user_groups: "user_groups_list", device_groups: "device_groups_list",
  commands: "commands_list", applications: "applications_list", policies: "policies_list", policy_templates: "policy_templates_list",
  radius: "radius_servers_list", organization: "organization_get",
  command_results: "all_command_results_list", command_queue: "command_queue_list",
  admins: "admins_list", admin_roles: "admin_roles_list", service_accounts: "service_accounts_list",
  authn_policies: "authn_policies_list", ip_lists: "ip_lists_list",
  policy_results: "all_policy_results_list", user_states: "user_states_list",
}

// What the client's own tests try of each operation, tried through the tools:
// ids stand in braces, of the first object of a resource or of the latest answer.
async function callAsListed(call, isDone) {
  let made = ""
  for (const line of textOf("jcclient/testdata/calls.txt").split("\n")) {
    const [, route, args] = line.match(/^([A-Z]+ \S+) (\{.*\})$/) ?? []
    const tool = tools.get(route)
    if (tool === undefined || isDone(tool)) continue
    let filled = args.replaceAll("{made}", made)
    for (const [, resource] of args.matchAll(/\{([a-z_]+)\}/g)) {
      if (resource === "made") continue
      const row = (await call(listings[resource], { limit: 1 })).items[0]
      filled = filled.replaceAll(`{${resource}}`, row._id ?? row.objectId ?? row.id ?? row.scheduledJobId)
    }
    const answer = await call(tool, JSON.parse(filled))
    made = answer._id ?? answer.id ?? made
  }
}

// What the changes of one tool do is read back with another; then comes every
// tool that was not called on the way.
export async function callEveryTool(calling, suffix) {
  const called = new Set()
  const call = (tool, args) => { called.add(tool); return calling(tool, args) }
  const first = async (tool, args = {}) => (await call(tool, { limit: 1, ...args })).items[0]

  const device = await first("devices_list")
  const application = await first("applications_list")
  const template = await first("policy_templates_list")
  const radius = await first("radius_servers_list")

  const made = await call("users_create", { username: `e2e.${suffix}`, email: `e2e.${suffix}@example.com`, department: "QA" })
  await call("users_update", { id: made._id, jobTitle: "Tester" })
  const read = await call("users_get", { id: `e2e.${suffix}`, fields: ["jobTitle", "department"] })
  if (read.jobTitle !== "Tester" || read.department !== "QA") throw new Error(`the change was not read back: ${JSON.stringify(read)}`)

  const newGroup = await call("user_groups_create", { name: `E2E ${suffix}` })
  await call("user_group_members_change", { group_id: newGroup.id, op: "add", type: "user", id: made._id })
  const members = await call("user_group_members_list", { group_id: newGroup.id })
  if (members.items.length !== 1 || members.items[0].to.id !== made._id) throw new Error("the membership was not read back")
  await call("application_associations_change", { application_id: application._id, op: "add", type: "user_group", id: newGroup.id })
  await call("radius_associations_change", { radiusserver_id: radius._id, op: "add", type: "user_group", id: newGroup.id })

  await call("user_groups_update", { id: newGroup.id, attributes: { sudo: { enabled: true, withoutPassword: false } } })
  await call("user_groups_update", { id: newGroup.id, attributes: { sambaEnabled: true }, description: "From end to end." })
  const changed = await call("user_groups_get", { id: newGroup.id, fields: ["name", "attributes"] })
  if (changed.name !== newGroup.name || !changed.attributes.sudo.enabled || !changed.attributes.sambaEnabled) throw new Error(`the update lost something: ${JSON.stringify(changed)}`)

  const newDeviceGroup = await call("device_groups_create", { name: `E2E devices ${suffix}` })
  await call("device_group_members_change", { group_id: newDeviceGroup.id, op: "add", type: "system", id: device._id })
  await call("devices_update", { id: device._id, displayName: `e2e-${suffix}` })

  const newCommand = await call("commands_create", { name: `E2E ${suffix}`, command: "echo hello", commandType: "linux", user: "000000000000000000000000", timeout: "30" })
  await call("commands_update", { id: newCommand._id, command: "echo goodbye" })
  const script = await call("commands_get", { id: newCommand._id, fields: ["command", "timeout"] })
  if (script.command !== "echo goodbye" || script.timeout !== "30") throw new Error(`the update lost something: ${JSON.stringify(script)}`)
  await call("commands_delete", { id: newCommand._id })
  const all = await call("user_footprint", { id: made._id })
  if (all.user.username !== `e2e.${suffix}` || all.groups.items[0].name !== `E2E ${suffix}`) throw new Error(`a footprint lacks something: ${JSON.stringify(all)}`)
  await call("device_footprint", { id: device._id })
  await call("fleet_summary", {})
  await call("user_group_associations_change", { group_id: newGroup.id, op: "remove", type: "application", id: application._id })
  await call("user_groups_delete", { id: newGroup.id })
  const newPolicy = await call("policies_create", { name: `E2E ${suffix}`, template: { id: template.id }, values: [] })
  await call("device_group_associations_change", { group_id: newDeviceGroup.id, op: "add", type: "policy", id: newPolicy.id })
  const groups = await call("policy_device_groups_list", { policy_id: newPolicy.id })
  if (groups.items.length !== 1 || groups.items[0].id !== newDeviceGroup.id) throw new Error("the binding was not read back")
  await call("device_groups_update", { id: newDeviceGroup.id, description: "From end to end." })
  await call("device_groups_delete", { id: newDeviceGroup.id })
  await call("policy_associations_change", { policy_id: newPolicy.id, op: "add", type: "system", id: device._id })
  await call("policies_update", { id: newPolicy.id, notes: "From end to end." })
  await call("policies_delete", { id: newPolicy.id })
  await call("devices_delete", { id: device._id })
  await call("users_delete", { id: made._id })

  await callAsListed(call, (tool) => called.has(tool))
}
