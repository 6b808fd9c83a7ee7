package push

import (
	"net/http"
	"testing"
	"time"
)

// A message of the standard's own libraries is known by its signature.
func TestSignaturesAreThoseOfTheStandard(t *testing.T) {
	s, at := NewSigner("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), time.Unix(1614265330, 0)
	body := []byte(`{"test": 2432232314}`)
	h := http.Header{}
	s.Sign(h, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body)
	if got := h.Get("webhook-signature"); got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("signed %s", got)
	}
	if err := s.Check(h, body, at.Add(4*time.Minute)); err != nil {
		t.Error(err)
	}
	for name, bad := range map[string]error{
		"another body":   s.Check(h, []byte(`{"test": 2432232315}`), at),
		"another secret": NewSigner("another").Check(h, body, at),
		"no secret":      Signer{}.Check(h, body, at),
		"old":            s.Check(h, body, at.Add(6*time.Minute)),
		"to come":        s.Check(h, body, at.Add(-6*time.Minute)),
		"nothing":        s.Check(http.Header{}, body, at),
	} {
		if bad == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
