package jcclient

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// Of a setting that is given twice one would be lost, and nobody said which.
func TestASettingIsGivenOnce(t *testing.T) {
	value := func(id ID, v string) PolicyValueInput {
		return PolicyValueInput{ConfigFieldID: id, Value: jsontext.Value(v)}
	}
	for name, values := range map[string][]PolicyValueInput{
		"the same":      {value(testID, `1`), value(otherID, `2`), value(testID, `1`)},
		"another value": {value(testID, `1`), value(otherID, `2`), value(testID, `"x"`)},
	} {
		for _, check := range []error{
			UpdatePolicy.Check(UpdatePolicyInput{ID: testID, Values: values}),
			CreatePolicy.Check(CreatePolicyInput{Name: "x", Template: PolicyTemplateRef{testID}, Values: values}),
		} {
			if check == nil || !strings.Contains(check.Error(), "[0] and [2] are both of configFieldID "+string(testID)) {
				t.Errorf("%s: %v", name, check)
			}
		}
	}
	if err := UpdatePolicy.Check(UpdatePolicyInput{ID: testID, Values: []PolicyValueInput{value(testID, `1`), value(otherID, `1`)}}); err != nil {
		t.Error(err)
	}
}
