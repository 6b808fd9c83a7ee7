package sandbox

import (
	"fmt"
	"time"
)

// signOn is someone signing in to an application.
func (h *history) signOn(at time.Time) {
	person, place, ip := h.someone()
	apps := h.reaches("application", h.apps, person)
	if len(apps) == 0 {
		return
	}
	h.signedOn(at, person, h.get(applications, pick(h.r, apps)), place.geo, ip, h.r.IntN(25) > 0)
}

func (h *history) signedOn(at time.Time, person, app, geo object, ip string, success bool) {
	h.write(at, "sso", "sso_auth", ip, success, object{
		"idp_initiated": h.r.IntN(3) == 0, "sso_token_success": success, "mfa": person["totp_enabled"], "initiated_by": asUser(person),
		"application": object{
			"id": app.id(), "name": app["name"], "display_label": app["displayLabel"], "sso_type": "saml", "sso_url": app["ssoUrl"],
		},
		"auth_context": object{
			"system": nil, "policies_applied": []any{},
			"auth_methods": object{"password": object{"success": success}, "totp": object{"success": person["totp_enabled"] == true && success}},
		},
		"geoip": geo, "useragent": pick(h.r, browsers),
	})
}

// portalLogin is someone signing in to JumpCloud's own page.
func (h *history) portalLogin(at time.Time) {
	person, place, ip := h.someone()
	h.portal(at, person, place.geo, pick(h.r, browsers), ip, h.r.IntN(12) > 0)
}

func (h *history) portal(at time.Time, person, geo, browser object, ip string, success bool) {
	said := any(nil)
	if !success {
		said = "password: wrong password"
	}
	h.write(at, "directory", "user_login_attempt", ip, success, object{
		"mfa": person["totp_enabled"], "mfa_meta": object{"type": "totp"}, "provider": nil, "error_message": said,
		"initiated_by": asUser(person), "resource": asUser(person), "geoip": geo, "useragent": browser,
	})
}

func (h *history) adminLogin(at time.Time) {
	h.write(at, "directory", "admin_login_attempt", "198.51.100.7", h.r.IntN(20) > 0, object{
		"mfa": true, "mfa_meta": object{"type": "totp"}, "provider": nil, "initiated_by": administrator(), "resource": administrator(),
		"geoip": offices[0].geo, "useragent": browsers[0],
	})
}

// deviceLogin is someone logging in to a machine, on most days their own.
func (h *history) deviceLogin(at time.Time) {
	device := h.someDevice()
	owner, _ := device["primarySystemUser"].(object)["id"].(string)
	person := h.get(users, owner)
	if person == nil {
		person, _, _ = h.someone()
	}
	place := officeOf(person)
	success := h.r.IntN(15) > 0 && person["suspended"] == false
	did := "logged in"
	if !success {
		did = "failed to log in"
	}
	local := at.Truncate(time.Millisecond).In(time.FixedZone("", place.minutes*60)).Format(time.RFC3339)
	src := fmt.Sprintf("192.0.2.%d", 1+h.r.IntN(254))
	h.write(at, "systems", "user_login", device.text("remoteIP"), success, object{
		"system":           object{"id": device.id(), "hostname": device["hostname"], "displayName": device["displayName"]},
		"system_timestamp": local, "message": fmt.Sprintf("User %s %s from %s", person.text("username"), did, src),
		"process_name": processOf(device), "username": person["username"], "src_ip": src, "provider": nil,
	})
}

func processOf(device object) string {
	for _, kind := range "mwls" {
		p := platforms[kind]
		if p.given["osFamily"] == device["osFamily"] && (kind == 's') == (device["desktopCapable"] == false) {
			return p.process
		}
	}
	return "sshd"
}

func (h *history) joinedNetwork(at time.Time) {
	person, _, _ := h.someone()
	servers := h.reaches("radius_server", h.wifi, person)
	if len(servers) == 0 {
		return
	}
	server := h.get(radiusServers, pick(h.r, servers))
	h.joined(at, server, person.text("username"), asUser(person), h.r.IntN(10) > 0)
}

func (h *history) joined(at time.Time, server object, username string, by any, success bool) {
	said := any(nil)
	if !success {
		said = "eap: Failed continuing EAP"
	}
	h.write(at, "radius", "radius_auth_attempt", server.text("networkSourceIp"), success, object{
		"username": username, "mfa": false, "auth_type": "eap", "eap_type": "MSCHAPv2", "nas_mfa_state": "disabled",
		"outer":         object{"eap_type": "PEAP", "username": username, "error_message": nil},
		"error_message": said, "auth_meta": object{}, "initiated_by": by,
	})
}

func (h *history) ldapBind(at time.Time) {
	name, by := "svc-ldap", any(nil)
	if service := h.named(users, "username", name); service == nil || h.r.IntN(3) == 0 {
		person, _, _ := h.someone()
		name, by = person.text("username"), asUser(person)
	} else {
		by = asUser(service)
	}
	code, said := 0, ""
	if h.r.IntN(20) == 0 {
		code, said = 49, "Invalid Credentials"
	}
	h.write(at, "ldap", "ldap_bind", "203.0.113.9", code == 0, object{
		"connection_id": 1000 + h.r.IntN(9000), "operation_number": h.r.IntN(4),
		"dn":          fmt.Sprintf("uid=%s,ou=Users,o=%s,dc=jumpcloud,dc=com", name, organizationID),
		"auth_method": "simple", "mech": "", "start_tls": false, "tls_established": h.r.IntN(9) > 0, "error_code": code,
		"error_message": said, "auth_meta": object{}, "initiated_by": by, "username": name,
	})
}

var browsers = []object{
	browser("Chrome", "139", "Mac OS X", "10", "15", "Mac"), browser("Safari", "26", "Mac OS X", "10", "15", "Mac"),
	browser("Edge", "139", "Windows", "11", "", "Other"), browser("Firefox", "145", "Ubuntu", "24", "04", "Other"),
	browser("Mobile Safari", "26", "iOS", "26", "1", "iPhone"),
}

func browser(name, version, os, major, minor, device string) object {
	return object{
		"name": name, "major": version, "minor": "0", "patch": "0", "build": "", "os": os, "os_name": os, "os_major": major,
		"os_minor": minor, "device": device,
	}
}
