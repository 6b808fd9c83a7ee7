package jcclient_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

func ExampleListUsers() {
	client, stop := inSandbox()
	defer stop()

	query := jcclient.UserQuery{ListQuery: jcclient.ListQuery{Filter: jcclient.Words{"department:$eq:Engineering", "username:$eq:ana.ruiz"}}}
	for user, err := range jcclient.ListUsers.All(context.Background(), client, query) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(user.Firstname, user.Lastname, user.State)
	}
	// Output: Ana Ruiz ACTIVATED
}

func ExampleListDevices() {
	client, stop := inSandbox()
	defer stop()

	macs := 0
	query := jcclient.DeviceQuery{ListQuery: jcclient.ListQuery{Filter: jcclient.Words{"osFamily:$eq:darwin"}, Fields: jcclient.Words{"hostname", "osFamily"}}}
	for device, err := range jcclient.ListDevices.All(context.Background(), client, query) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if device.Hostname != "" {
			macs++
		}
	}
	fmt.Println(macs > 10)
	// Output: true
}

func ExampleListUserGroups() {
	client, stop := inSandbox()
	defer stop()
	ctx := context.Background()

	named := jcclient.ListQuery{Filter: jcclient.Words{"name:eq:Engineering"}}
	groups, _, err := jcclient.ListUserGroups.Rows(ctx, client, named, jcclient.Page{})
	if err != nil || len(groups) != 1 {
		fmt.Println(len(groups), err)
		return
	}
	members := 0
	for member, err := range jcclient.ListUserGroupMembers.All(ctx, client, jcclient.UserGroupMembersQuery{GroupID: groups[0].ID}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if member.To.Type == "user" {
			members++
		}
	}
	fmt.Println(members > 10)
	// Output: true
}

func ExampleChangeDeviceGroupMembers() {
	client, stop := inSandbox()
	defer stop()
	ctx := context.Background()

	group, err := jcclient.CreateDeviceGroup.Call(ctx, client, jcclient.CreateDeviceGroupInput{Name: "Loaners"})
	if err != nil {
		fmt.Println(err)
		return
	}
	devices, _, err := jcclient.ListDevices.Rows(ctx, client, jcclient.DeviceQuery{}, jcclient.Page{Limit: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = jcclient.ChangeDeviceGroupMembers.Call(ctx, client, jcclient.ChangeDeviceGroupMembersInput{
		GroupID: group.ID, Op: "add", Type: "system", ID: devices[0].ID,
	})
	members, _, err2 := jcclient.ListDeviceGroupMembers.Rows(ctx, client, jcclient.DeviceGroupMembersQuery{GroupID: group.ID}, jcclient.Page{})
	fmt.Println(len(members), err, err2)
	// Output: 1 <nil> <nil>
}

// A PUT on a command replaces it whole: UpdateCommand changes only what is given.
func ExampleUpdateCommand() {
	client, stop := inSandbox()
	defer stop()
	ctx := context.Background()

	made, err := jcclient.CreateCommand.Call(ctx, client, jcclient.CreateCommandInput{
		Name: "Uptime", Command: "uptime", CommandType: "linux", User: "000000000000000000000000",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	changed, err := jcclient.UpdateCommand.Call(ctx, client, jcclient.UpdateCommandInput{ID: made.ID, Name: "How long it has been up"})
	fmt.Println(changed.Name, changed.Command, err)
	// Output: How long it has been up uptime <nil>
}

func ExampleListApplications() {
	client, stop := inSandbox()
	defer stop()
	ctx := context.Background()

	named := jcclient.ListQuery{Filter: jcclient.Words{"name:$eq:aws-sso"}}
	for application, err := range jcclient.ListApplications.All(ctx, client, named) {
		if err != nil {
			fmt.Println(err)
			return
		}
		users := 0
		for _, err := range jcclient.ListApplicationUsers.All(ctx, client, jcclient.ApplicationReachQuery{ApplicationID: application.ID}) {
			if err == nil {
				users++
			}
		}
		fmt.Println(application.Name, users > 0)
	}
	// Output: aws-sso true
}

func ExampleListPolicies() {
	client, stop := inSandbox()
	defer stop()

	for policy, err := range jcclient.ListPolicies.All(context.Background(), client, jcclient.ListQuery{Sort: jcclient.Words{"name"}}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(policy.Name != "", policy.Template.ID.Valid())
		break // stops the reading too
	}
	// Output: true true
}

func ExampleListPolicyTemplates() {
	client, stop := inSandbox()
	defer stop()

	templates, reply, err := jcclient.ListPolicyTemplates.Rows(context.Background(), client, jcclient.ListQuery{}, jcclient.Page{Limit: 2})
	fmt.Println(len(templates), reply.More, err)
	// Output: 2 true <nil>
}

func ExampleListRadiusServers() {
	client, stop := inSandbox()
	defer stop()

	for server, err := range jcclient.ListRadiusServers.All(context.Background(), client, jcclient.ListQuery{Sort: jcclient.Words{"name"}}) {
		fmt.Println(server.Name, err)
	}
	// Output:
	// Lab Network <nil>
	// Office Wi-Fi <nil>
	// VPN Gateway <nil>
}

func ExampleQueryEvents() {
	client, stop := inSandbox()
	defer stop()

	query := jcclient.EventQuery{EventWindow: jcclient.EventWindow{
		Service:   []jcclient.EventService{"directory"},
		StartTime: jcclient.Time{Time: time.Now().AddDate(0, 0, -7)},
	}}
	var kinds []string
	for event, err := range jcclient.QueryEvents.All(context.Background(), client, query) {
		if err != nil {
			fmt.Println(err)
			return
		}
		kinds = append(kinds, event.EventType)
	}
	fmt.Println(len(kinds) > 0, slices.Contains(kinds, ""))
	// Output: true false
}

func ExampleListOrganizations() {
	client, stop := inSandbox()
	defer stop()
	ctx := context.Background()

	for row, err := range jcclient.ListOrganizations.All(ctx, client, jcclient.OrganizationQuery{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		settings, err := jcclient.GetOrganizationSettings.Call(ctx, client, jcclient.OrganizationID{ID: row.ID})
		fmt.Println(settings.ID == row.ID, err)
	}
	// Output: true <nil>
}

// What people reach comes to them directly or through a group, and the paths
// tell which.
func ExampleListUserApplications() {
	client, stop := inSandbox()
	defer stop()
	ctx := context.Background()

	named := jcclient.UserQuery{ListQuery: jcclient.ListQuery{Filter: jcclient.Words{"username:$eq:ana.ruiz"}}}
	users, _, err := jcclient.ListUsers.Rows(ctx, client, named, jcclient.Page{})
	if err != nil || len(users) != 1 {
		fmt.Println(len(users), err)
		return
	}
	direct := 0
	for application, err := range jcclient.ListUserApplications.All(ctx, client, jcclient.UserReachQuery{UserID: users[0].ID}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if len(application.Paths[0]) == 1 {
			direct++
		}
	}
	fmt.Println(direct)
	// Output: 1
}
