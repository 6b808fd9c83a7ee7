package sandbox

import "slices"

// A department is a part of the company, led by its head, in teams with a lead.
type department struct {
	name       string
	costCenter string
	head, lead string   // titles
	titles     []string // of everyone else
	share      int      // of a hundred people
	platforms  string   // what its people work on: m, w, l for macOS, Windows, Linux
}

var departments = []department{
	{
		name: "Engineering", costCenter: "CC-100", head: "Head of Engineering", lead: "Engineering Manager", share: 34, platforms: "mmlm",
		titles: []string{"Software Engineer", "Senior Software Engineer", "Site Reliability Engineer", "Data Engineer", "Quality Engineer"},
	},
	{
		name: "Sales", costCenter: "CC-200", head: "Head of Sales", lead: "Regional Sales Manager", share: 17, platforms: "wwm",
		titles: []string{"Account Executive", "Sales Development Representative", "Solutions Consultant", "Account Manager"},
	},
	{
		name: "Finance", costCenter: "CC-300", head: "Chief Financial Officer", lead: "Finance Manager", share: 8, platforms: "w",
		titles: []string{"Accountant", "Financial Analyst", "Payroll Specialist", "Procurement Specialist"},
	},
	{
		name: "IT", costCenter: "CC-400", head: "Head of IT", lead: "IT Manager", share: 7, platforms: "mlw",
		titles: []string{"Systems Administrator", "Help Desk Technician", "Network Engineer", "Security Analyst"},
	},
	{
		name: "People", costCenter: "CC-500", head: "Head of People", lead: "People Manager", share: 5, platforms: "mw",
		titles: []string{"Recruiter", "People Partner", "People Operations Specialist"},
	},
	{
		name: "Marketing", costCenter: "CC-600", head: "Head of Marketing", lead: "Marketing Manager", share: 9, platforms: "mmw",
		titles: []string{"Content Designer", "Growth Marketer", "Event Coordinator", "Brand Designer"},
	},
	{
		name: "Support", costCenter: "CC-700", head: "Head of Support", lead: "Support Manager", share: 12, platforms: "wwm",
		titles: []string{"Support Engineer", "Support Specialist", "Customer Success Manager"},
	},
	{
		name: "Operations", costCenter: "CC-800", head: "Chief Operating Officer", lead: "Operations Manager", share: 8, platforms: "wm",
		titles: []string{"Operations Analyst", "Facilities Coordinator", "Logistics Planner", "Office Manager"},
	},
}

func departmentNamed(name string) *department { return &departments[departmentNumber(name)] }

// departmentNumber is which department has a name; the first, when none has.
func departmentNumber(name string) int {
	return max(0, slices.IndexFunc(departments, func(d department) bool { return d.name == name }))
}
