package push

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A Signer signs messages, and knows those that another with its secret has signed, as https://www.standardwebhooks.com has it: libraries for it are there in most languages.
type Signer struct{ key []byte }

// oldest is how old a signature may be, and how far ahead of our clock.
const oldest = 5 * time.Minute

// NewSigner takes a secret: whsec_ and base64, as the standard writes one, or the very bytes of any other text.
func NewSigner(secret string) Signer {
	if coded, ok := strings.CutPrefix(secret, "whsec_"); ok {
		if key, err := base64.StdEncoding.DecodeString(coded); err == nil {
			return Signer{key}
		}
	}
	return Signer{[]byte(secret)}
}

// Sign puts into a message's header its id, its time and the signature over both and the body.
func (s Signer) Sign(h http.Header, id string, at time.Time, body []byte) {
	seconds := strconv.FormatInt(at.Unix(), 10)
	h.Set("webhook-id", id)
	h.Set("webhook-timestamp", seconds)
	h.Set("webhook-signature", "v1,"+s.over(id, seconds, body))
}

// Check is an error unless one of a message's signatures is ours, and not old.
func (s Signer) Check(h http.Header, body []byte, now time.Time) error {
	id, at := h.Get("webhook-id"), h.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || id == "" || len(id) > 256 || len(s.key) == 0 {
		return errors.New("a signed message has the headers webhook-id, webhook-timestamp and webhook-signature")
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > oldest || age < -oldest {
		return errors.New("the signature is too old, or the clocks differ")
	}
	want := s.over(id, at, body)
	for _, signature := range strings.Fields(h.Get("webhook-signature")) {
		if given, ok := strings.CutPrefix(signature, "v1,"); ok && hmac.Equal([]byte(given), []byte(want)) {
			return nil
		}
	}
	return errors.New("the signature fits neither the message nor the secret")
}

func (s Signer) over(id, at string, body []byte) string {
	mac := hmac.New(sha256.New, s.key)
	fmt.Fprintf(mac, "%s.%s.", id, at)
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
