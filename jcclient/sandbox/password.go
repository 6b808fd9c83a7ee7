package sandbox

import (
	"net/http"
	"strings"
	"unicode"
)

// refusedPassword says whether the organization's policy takes a password.
// What it lacks is told only to who asked with fullValidationDetails=password.
func refusedPassword(r *http.Request, given object) *answer {
	password, isGiven := given["password"].(string)
	if !isGiven {
		return nil
	}
	lacks := violations(password)
	if len(lacks) == 0 {
		return nil
	}
	if r.URL.Query().Get("fullValidationDetails") != "password" {
		return fail(http.StatusBadRequest, "Bad Request: Password validation fail")
	}
	list := []any{}
	for _, lack := range lacks {
		list = append(list, object{"field": "password", "description": lack})
	}
	return &answer{status: http.StatusBadRequest, body: object{
		"code": http.StatusBadRequest, "message": "Password validation fail", "status": "INVALID_ARGUMENT",
		"details": []any{object{"fieldViolationsList": list, "@type": "type.googleapis.com/google.rpc.BadRequest"}},
	}}
}

// violations are what a password lacks. Only specialCharacter is a word of
// JumpCloud's that is known; the others are made like it.
func violations(password string) []string {
	policy, _ := at(newOrganization(), "settings.passwordPolicy").(object)
	least, _ := policy["minLength"].(int)
	var lacks []string
	for _, rule := range []struct {
		on   string
		lack string
		met  bool
	}{
		{"enableMinLength", "minLength", len([]rune(password)) >= least},
		{"needsLowercase", "lowercaseCharacter", strings.ContainsFunc(password, unicode.IsLower)},
		{"needsUppercase", "uppercaseCharacter", strings.ContainsFunc(password, unicode.IsUpper)},
		{"needsNumeric", "numericCharacter", strings.ContainsFunc(password, unicode.IsDigit)},
		{"needsSymbolic", "specialCharacter", strings.ContainsFunc(password, isSymbol)},
	} {
		if policy[rule.on] == true && !rule.met {
			lacks = append(lacks, rule.lack)
		}
	}
	return lacks
}

func isSymbol(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }
