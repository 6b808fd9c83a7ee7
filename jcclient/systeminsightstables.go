package jcclient

import (
	"slices"
	"strings"
)

// systemInsightsTables are the published tables and their columns beside
// system_id, those tables that are asked for most first: what is advertised is
// the beginning of a long list. A column with a * can be filtered by.
const systemInsightsTables = `
os_version: build codename install_date major minor name patch platform platform_like version* collection_time
system_info: computer_name cpu_brand cpu_logical_cores cpu_microcode cpu_physical_cores cpu_subtype* cpu_type hardware_model hardware_serial hardware_vendor hardware_version hostname local_hostname physical_memory uuid collection_time
disk_encryption: encrypted encryption_status* name type uid user_uuid uuid collection_time
bitlocker_info: conversion_status device_id drive_letter percentage_encrypted encryption_method persistent_volume_id protection_status* collection_time
apps: applescript_enabled bundle_executable bundle_identifier bundle_name* bundle_package_type bundle_short_version bundle_version category compiler copyright development_region display_name element environment info_string last_opened_time minimum_system_version name path collection_time
programs: identifying_number install_date install_location install_source language name* publisher uninstall_string version collection_time
linux_packages: arch install_time maintainer_or_vendor mount_namespace_id name* package_format* package_group_or_section pid_with_namespace release_or_revision size version
users: description directory gid gid_signed shell type uid uid_signed username* uuid real_user admin suspended managed last_login ad_managed collection_time
alf: allow_signed_enabled firewall_unload global_state* logging_enabled logging_option stealth_enabled version collection_time
alf_exceptions: path state* collection_time
alf_explicit_auths: process* collection_time
appcompat_shims: executable path description install_time type sdb_id collection_time
authorized_keys: uid* algorithm key key_file collection_time
azure_instance_metadata: location name offer publisher sku version os_type platform_update_domain platform_fault_domain vm_id vm_size subscription_id resource_group_name placement_group_id vm_scale_set_name zone collection_time
azure_instance_tags: vm_id key value collection_time
battery: amperage charged charging condition current_capacity cycle_count designed_capacity health* manufacture_date manufacturer max_capacity minutes_to_full_charge minutes_until_empty model percent_remaining serial_number state voltage collection_time
browser_plugins: description development_region disabled identifier name* native path sdk uid version collection_time
certificates: common_name* subject issuer ca self_signed not_valid_before not_valid_after signing_algorithm key_algorithm key_strength key_usage subject_key_id authority_key_id sha1 path serial sid store_location store username store_id
chassis_info: audible_alarm breach_description chassis_types description lock manufacturer model security_breach serial smbios_tag sku status visible_alarm collection_time
chrome_extensions: author description identifier locale name* path permissions persistent uid update_url version collection_time
connectivity: disconnected ipv4_no_traffic ipv6_no_traffic ipv4_subnet ipv4_local_network ipv4_internet ipv6_subnet ipv6_local_network ipv6_internet collection_time
crashes: crash_path crashed_thread datetime exception_codes exception_notes exception_type identifier* parent path pid registers responsible stack_trace type uid version collection_time
cups_destinations: name* option_name option_value
disk_info: description disk_index* disk_size hardware_model id manufacturer name partitions pnp_device_id serial type collection_time
dns_resolvers: id type* address netmask options collection_time
etc_hosts: address* hostnames collection_time
firefox_addons: active autoupdate creator description disabled identifier location name* path source_url type uid version visible collection_time
groups: comment gid gid_signed group_sid groupname* collection_time
ie_extensions: name* path registry_path version collection_time
interface_addresses: address* broadcast friendly_name interface mask point_to_point type collection_time
interface_details: interface* mac type mtu metric flags ipackets opackets ibytes obytes ierrors oerrors idrops odrops collisions last_change link_speed pci_slot friendly_name description manufacturer connection_id connection_status enabled physical_adapter speed service dhcp_enabled dhcp_lease_expires dhcp_lease_obtained dhcp_server dns_domain dns_domain_suffix_search_order dns_host_name dns_server_search_order
kernel_info: arguments device path version* collection_time
launchd: disabled groupname inetd_compatibility keep_alive label name* on_demand path process_type program program_arguments queue_directories root_directory run_at_load start_interval start_on_mount stderr_path stdout_path username watch_paths working_directory collection_time
logged_in_users: host pid time tty type user* collection_time
logical_drives: boot_partition device_id* file_system free_space size type collection_time
managed_policies: domain* manual name username uuid value collection_time
mounts: blocks blocks_available blocks_free blocks_size device device_alias flags inodes inodes_free path* type collection_time
patches: caption csname description fix_comments hotfix_id* install_date installed_by installed_on collection_time
python_packages: name* version summary auther license path directory
safari_extensions: author description developer_id identifier name* path sdk uid update_url version collection_time
scheduled_tasks: name action path enabled* state hidden last_run_time next_run_time last_run_message last_run_code
secureboot: secure_boot setup_mode collection_time
services: name* service_type display_name status pid start_type win32_exit_code service_exit_code path module_path description user_account
shadow: expire flag hash_alg inactive last_change max min password_status username* warning collection_time
shared_folders: name* path collection_time
shared_resources: allow_maximum description install_date maximum_allowed name path status type* collection_time
sharing_preferences: bluetooth_sharing content_caching disc_sharing file_sharing internet_sharing printer_sharing remote_apple_events remote_login remote_management screen_sharing collection_time
sip_config: config_flag enabled* enabled_nvram collection_time
startup_items: name* path args type source status username
system_controls: config_value current_value field_name name* oid subsystem type collection_time
tpm_info: activated enabled owned manufacturer_version manufacturer_id manufacturer_name product_name physical_presence_version spec_version collection_time
uptime: days* hours minutes seconds total_seconds collection_time
usb_devices: class model* model_id protocol removable serial subclass usb_address usb_port vendor vendor_id version collection_time
user_groups: gid uid collection_time
user_ssh_keys: encrypted path uid* collection_time
userassist: path last_execution_time count sid collection_time
wifi_networks: ssid network_name security_type* last_connected passpoint possibly_hidden roaming roaming_profile captive_portal auto_login temporarily_disabled disabled collection_time
wifi_status: interface ssid bssid network_name country_code security_type* rssi noise channel channel_width channel_band transmit_rate mode collection_time
windows_security_center: firewall autoupdate antivirus antispyware internet_settings windows_security_center_service user_account_control collection_time
windows_security_products: type name state* state_timestamp remediation_path signatures_up_to_date collection_time
`

// tables are the same, taken apart.
var tables = func() (all struct {
	names   []string
	columns map[SystemInsightsTable][]string
	filters map[SystemInsightsTable][]string
}) {
	all.columns, all.filters = map[SystemInsightsTable][]string{}, map[SystemInsightsTable][]string{}
	for line := range strings.Lines(strings.TrimSpace(systemInsightsTables)) {
		name, rest, _ := strings.Cut(line, ":")
		table := SystemInsightsTable(name)
		all.names = append(all.names, name)
		for _, column := range strings.Fields("system_id*" + rest) {
			column, filterable := strings.CutSuffix(column, "*")
			all.columns[table] = append(all.columns[table], column)
			if filterable {
				all.filters[table] = append(all.filters[table], column)
			}
		}
	}
	return all
}()

// SystemInsightsTable is one of the tables in which devices report on themselves.
type SystemInsightsTable string

// Values are the published tables.
func (SystemInsightsTable) Values() []string { return slices.Clone(tables.names) }

// Columns are the published columns of the table; nil for one that is none.
func (t SystemInsightsTable) Columns() []string { return slices.Clone(tables.columns[t]) }
