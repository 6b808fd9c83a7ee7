package jcclient

import (
	"github.com/go-json-experiment/json/jsontext"
)

// withheld refuses to write a policy back of whose secret settings JumpCloud
// shows nothing, or only a mask: the write would put that in the secret's place.
// It is not known whether JumpCloud masks them. object is the policy as it was
// read, and given the change: a setting that it names is written anew.
func withheld(object, given []byte) error {
	type settings struct {
		Values []struct {
			ID        LooseString    `json:"configFieldID"`
			Value     jsontext.Value `json:"value"`
			Sensitive bool           `json:"sensitive"`
		} `json:"values"`
		Fields []struct {
			ID        LooseString `json:"id"`
			Name      LooseString `json:"name"`
			Sensitive bool        `json:"sensitive"`
		} `json:"configFields"`
	}
	var is, anew settings
	if decode(object, &is) != nil || decode(given, &anew) != nil {
		return nil // it is no policy, whose members are these
	}
	secret, names := map[LooseString]bool{}, map[LooseString]LooseString{}
	for _, f := range is.Fields {
		secret[f.ID], names[f.ID] = f.Sensitive, f.Name
	}
	for _, v := range is.Values {
		secret[v.ID] = secret[v.ID] || v.Sensitive
	}
	for _, v := range anew.Values {
		secret[v.ID] = false
	}
	for _, v := range is.Values {
		if secret[v.ID] && hiddenText.MatchString(scalar(v.Value)) {
			return badArgument("values", "JumpCloud does not show the secret in the setting %.60q (configFieldID %.40q), and this write would put nothing in its place: give it anew in values", names[v.ID], v.ID)
		}
	}
	return nil
}
