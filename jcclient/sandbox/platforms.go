package sandbox

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A platform is a kind of machine; what stands in given is the same on each.
type platform struct {
	suffix   string // of a hostname
	serial   string // how a serial number begins
	process  string // that logs people in
	releases []release
	given    object
}

// A release is a version of an operating system, as JumpCloud takes it apart.
type release struct {
	version, name       string
	major, minor, patch int
}

var platforms = map[rune]platform{
	'm': {
		suffix: "-mbp", serial: "C02EX", process: "loginwindow",
		releases: []release{{"26.1", "Tahoe", 26, 1, 0}, {"15.7.2", "Sequoia", 15, 7, 2}, {"15.6", "Sequoia", 15, 6, 0}, {"13.7.8", "Ventura", 13, 7, 8}},
		given: object{
			"os": "Mac OS X", "osFamily": "darwin", "templateName": "macos", "arch": "arm64", "archFamily": "arm", "hwVendor": "Apple",
			"agentHasFullDiskAccess": true, "hasServiceAccount": true, "secureLogin": object{"supported": true, "enabled": false},
			"serviceAccountState": object{"hasSecureToken": true, "passwordODValid": true, "passwordAPFSValid": true},
			"mdm": object{
				"vendor": "internal", "dep": true, "userApproved": true, "enrollmentType": "automated device",
				"profileIdentifier": "com.jumpcloud.mdm",
			},
		},
	},
	'w': {
		suffix: "-pc", serial: "WEX", process: "winlogon",
		releases: []release{{"11 25H2", "25H2", 10, 0, 26200}, {"11 24H2", "24H2", 10, 0, 26100}, {"10 22H2", "22H2", 10, 0, 19045}},
		given: object{
			"os": "Windows", "osFamily": "windows", "templateName": "windows", "hwVendor": "Example Computers",
			"modifySSHDConfig": false, "sshdParams": []any{}, "mdm": object{"vendor": "internal", "enrollmentType": "device"},
		},
	},
	'l': {
		suffix: "-nix", serial: "LEX", process: "gdm-password", releases: ubuntu,
		given: object{
			"os": "Ubuntu", "osFamily": "linux", "templateName": "ubuntu", "hwVendor": "Example Computers", "fileSystem": "ext4",
			"displayManager": "gdm3",
		},
	},
	's': {
		suffix: "", serial: "SEX", process: "sshd", releases: ubuntu,
		given: object{
			"os": "Ubuntu", "osFamily": "linux", "templateName": "ubuntu", "hwVendor": "Example Cloud", "fileSystem": "ext4",
			"desktopCapable": false, "tags": []any{"server"},
		},
	},
}

var ubuntu = []release{{"24.04", "Noble Numbat", 24, 4, 0}, {"24.04", "Noble Numbat", 24, 4, 0}, {"20.04", "Focal Fossa", 20, 4, 0}}

// platformOf is what people of a department work on.
func platformOf(i int, department string) platform {
	kinds := departmentNamed(department).platforms
	return platforms[rune(kinds[i%len(kinds)])]
}

// hostname is what someone's machine is called.
func (p platform) hostname(username string) string {
	return strings.ReplaceAll(username, ".", "-") + p.suffix
}

// A build is what chance makes of a machine.
type build struct {
	hostname, display, serial string
	release                   release
	encrypted                 bool
}

func (p platform) build(i int, r *rand.Rand, hostname string) build {
	b := build{hostname: hostname, display: hostname, serial: fmt.Sprintf("%s%05X", p.serial, 1+i)}
	b.release = pick(r, p.releases)
	b.encrypted = r.IntN(8) > 0
	switch p.given["osFamily"] {
	case "darwin":
		b.hostname += ".local"
	case "windows":
		b.hostname, b.display = strings.ToUpper(hostname), strings.ToUpper(hostname)
	}
	return b
}

// machine is what a new machine of the platform says about itself.
func (p platform) machine(i int, r *rand.Rand, hostname string) object {
	given := p.given.copy()
	layOver(given, p.build(i, r, hostname).given(i, p))
	return given
}

// given is what stands about a build on the machine that has it.
func (b build) given(i int, p platform) object {
	v := b.release
	return object{
		"hostname": b.hostname, "displayName": b.display, "serialNumber": b.serial, "version": v.version,
		"osVersionDetail": object{
			"osName": p.given["os"], "releaseName": v.name, "major": fmt.Sprint(v.major), "minor": fmt.Sprint(v.minor),
			"patch": fmt.Sprint(v.patch), "majorNumber": v.major, "minorNumber": v.minor, "patchNumber": v.patch, "version": v.version,
		},
		"fde":               object{"active": b.encrypted, "keyPresent": b.encrypted},
		"networkInterfaces": []any{object{"name": "en0", "address": fmt.Sprintf("192.0.2.%d", 1+i%254), "family": "IPv4", "internal": false}},
	}
}
