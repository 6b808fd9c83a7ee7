package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

func (s *Server) listOrganizations(r *http.Request, _ object) *answer {
	alone := newStore()
	alone.add(organizations, organizationRow(newOrganization()))
	return s.answer1(r, alone, organizations, []string{"displayName"}, nil)
}

// getOrganization answers with the settings. The account type is shown only
// to who asks for it by name.
func (s *Server) getOrganization(r *http.Request, _ object) *answer {
	if r.PathValue("id") != organizationID {
		return fail(http.StatusNotFound, "Not Found")
	}
	o, names := newOrganization(), strings.Fields(r.URL.Query().Get("fields"))
	delete(o, "accountType")
	if slices.Contains(names, "accountType") {
		o["accountType"] = "Direct"
	}
	return ok(s.shown1(o, names))
}
