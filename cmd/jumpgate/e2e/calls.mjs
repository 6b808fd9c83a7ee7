// One call of each tool, in an order in which each can succeed: what is made
// here is changed and deleted here. `call(tool, args)` answers the structured
// content, which the client has validated against the tool's output schema.
export async function callEveryTool(call, suffix) {
  const first = async (tool, args = {}) => (await call(tool, { limit: 1, ...args })).items[0]
  const since = new Date(Date.now() - 7 * 864e5).toISOString()
  const events = { service: ["all"], start_time: since }

  const user = await first("users_list")
  const device = await first("devices_list")
  const group = await first("user_groups_list")
  const deviceGroup = await first("device_groups_list")
  const command = await first("commands_list")
  const application = await first("applications_list")
  const policy = await first("policies_list")
  const template = await first("policy_templates_list")
  const radius = await first("radius_servers_list")
  const organization = await first("organization_get")

  await call("users_get", { id: user._id })
  await call("devices_get", { id: device._id })
  await call("user_groups_get", { id: group.id })
  await call("device_groups_get", { id: deviceGroup.id })
  await call("commands_get", { id: command._id })
  await call("policies_get", { id: policy.id })
  await call("policy_templates_get", { id: template.id })
  await call("organization_settings_get", { id: organization._id })
  await call("user_group_members_list", { group_id: group.id })
  await call("device_group_members_list", { group_id: deviceGroup.id })
  await call("application_associations_list", { application_id: application._id, targets: "user_group" })
  await call("application_users_list", { application_id: application._id })
  await call("application_user_groups_list", { application_id: application._id })
  await call("radius_associations_list", { radiusserver_id: radius._id, targets: "user_group" })
  for (const what of ["memberships", "applications", "devices", "radius_servers"]) await call(`user_${what}_list`, { user_id: user._id })
  for (const what of ["memberships", "users"]) await call(`device_${what}_list`, { system_id: device._id })
  for (const what of ["applications", "devices", "radius_servers"]) await call(`user_group_${what}_list`, { group_id: group.id })
  for (const what of ["policies", "commands", "user_groups"]) await call(`device_group_${what}_list`, { group_id: deviceGroup.id })
  for (const what of ["devices", "device_groups"]) await call(`command_${what}_list`, { command_id: command._id })
  await call("events_query", { ...events, limit: 5 })
  await call("events_count", events)
  await call("events_distinct", { ...events, field: "event_type" })
  await call("events_interval", { ...events, interval_unit: "d", interval_value: "1" })

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

  const newDeviceGroup = await call("device_groups_create", { name: `E2E devices ${suffix}` })
  await call("device_group_members_change", { group_id: newDeviceGroup.id, op: "add", type: "system", id: device._id })
  await call("devices_update", { id: device._id, displayName: `e2e-${suffix}` })

  const newCommand = await call("commands_create", { name: `E2E ${suffix}`, command: "echo hello", commandType: "linux", user: "000000000000000000000000", timeout: "30" })
  await call("commands_update", { id: newCommand._id, command: "echo goodbye" })
  const script = await call("commands_get", { id: newCommand._id, fields: ["command", "timeout"] })
  if (script.command !== "echo goodbye" || script.timeout !== "30") throw new Error(`the update lost something: ${JSON.stringify(script)}`)
  await call("commands_delete", { id: newCommand._id })
  await call("policies_create", { name: `E2E ${suffix}`, template: { id: template.id }, values: [] })
  await call("devices_delete", { id: device._id })
  await call("users_delete", { id: made._id })
}
