package audit

import (
	"errors"
	"fmt"
)

// ErrUnavailable is what errors.Is finds in every error of Append: the record is not on disk, so what it announces must not be done.
var ErrUnavailable = errors.New("the audit log cannot record")

// Unavailable says why a record could not be kept.
type Unavailable struct {
	Path   string
	Sealed bool // somebody else had hold of the file, or it was closed: no Append succeeds before a person has seen to it
	Err    error
}

func (u *Unavailable) Error() string {
	if u.Sealed {
		return fmt.Sprintf("the audit log %s is sealed and nothing is done unrecorded: %v; put the file back as it was, or look for what happened to it and restart the server", u.Path, u.Err)
	}
	return fmt.Sprintf("the audit log %s could not be written and nothing is done unrecorded: %v; put the cause right: it goes on by itself then", u.Path, u.Err)
}

func (u *Unavailable) Unwrap() []error { return []error{ErrUnavailable, u.Err} }
