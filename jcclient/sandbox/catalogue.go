package sandbox

// A signOn is an application that people sign in to, and who may.
type signOn struct {
	name, label, displayName, description string
	groups                                string // with commas between
	direct                                []int  // people beside them, by number
}

var signOns = []signOn{
	{"aws-sso", "AWS", "AWS SSO", "The cloud accounts.", "Engineering,Admins", []int{0, chief}},
	{"wiki", "Wiki", "Example Wiki", "What everyone knows.", "All Employees,Contractors", nil},
	{"payroll", "Payroll", "Example Payroll", "Holds what everyone earns.", "Finance,People", []int{chief}},
	{"crm", "CRM", "Example CRM", "Customers and what they were promised.", "Sales,Marketing,Support", []int{chief, 12}},
	{"tickets", "Tickets", "Example Tickets", "Where help is asked for.", "Support,IT,All Employees", nil},
	{"source-code", "Source", "Example Source", "Where the code lives.", "Engineering", []int{23}},
}

// inventedKey looks like a private key where one may appear. It opens nothing.
const inventedKey = "-----BEGIN PRIVATE KEY-----\nINVENTED+OPENS+NOTHING\n-----END PRIVATE KEY-----\n"

func (c *company) openApplications() {
	for i, a := range signOns {
		at := moment(i, len(signOns))
		id := c.nextFounded(applications, at)
		host := a.name + ".example.com"
		c.add(applications, newApplication(id, at, object{
			"name": a.name, "displayLabel": a.label, "displayName": a.displayName, "description": a.description,
			"learnMore": "https://support.example.com/" + a.name, "logo": object{"url": "https://cdn.example.com/" + a.name + ".png"},
			"ssoUrl": "https://sso.example.com/saml2/" + a.name, "config": samlConfig(host, inventedKey),
		}))
		c.bindTo("application", id, "user_group", a.groups)
		for _, n := range a.direct {
			if n < len(c.people) {
				c.tie("application", id, "user", c.people[n].id())
			}
		}
	}
}

// A network asks JumpCloud, over RADIUS, who may join it.
type network struct {
	userGroups, deviceGroups string
	given                    object
}

var networks = []network{
	{
		"Engineering,Sales,Finance,IT,People,Marketing,Support,Operations", "",
		object{"name": "Office Wi-Fi", "networkSourceIp": "203.0.113.5", "sharedSecret": "invented-office-secret"},
	},
	{
		"VPN Users,Admins", "",
		object{
			"name": "VPN Gateway", "networkSourceIp": "198.51.100.5", "sharedSecret": "invented-gateway-secret", "mfa": "REQUIRED",
			"userLockoutAction": "MAINTAIN",
		},
	},
	{
		"IT", "Servers,Linux Workstations",
		object{
			"name": "Lab Network", "networkSourceIp": "192.0.2.5", "sharedSecret": "invented-lab-secret", "userPasswordEnabled": false,
			"userCertEnabled": true, "deviceCertEnabled": true, "caSource": "JUMPCLOUD_MANAGED", "requireTlsAuth": true,
			"tags": []any{"lab"}, "tagNames": []any{"lab"},
		},
	},
}

func (c *company) openNetworks() {
	for i, n := range networks {
		id := c.nextFounded(radiusServers, moment(i, len(networks)))
		c.add(radiusServers, newRadiusServer(id, n.given))
		c.bindTo("radius_server", id, "user_group", n.userGroups)
		c.bindTo("radius_server", id, "system_group", n.deviceGroups)
	}
}
