package spans

import (
	"strconv"

	"github.com/go-json-experiment/json"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// A request of OTLP/HTTP in its JSON form: identifiers are in hexadecimal, and numbers
// of 64 bits are texts.
type (
	request struct {
		ResourceSpans []resourceSpans `json:"resourceSpans"`
	}
	resourceSpans struct {
		Resource struct {
			Attributes []keyValue `json:"attributes"`
		} `json:"resource"`
		ScopeSpans []scopeSpans `json:"scopeSpans"`
	}
	scopeSpans struct {
		Scope struct {
			Name string `json:"name"`
		} `json:"scope"`
		Spans []span `json:"spans"`
	}
	span struct {
		TraceID    string     `json:"traceId"`
		SpanID     string     `json:"spanId"`
		TraceState string     `json:"traceState,omitzero"`
		Parent     string     `json:"parentSpanId,omitzero"`
		Name       string     `json:"name"`
		Kind       int        `json:"kind"`
		Start      string     `json:"startTimeUnixNano"`
		End        string     `json:"endTimeUnixNano"`
		Attributes []keyValue `json:"attributes,omitzero"`
		Status     status     `json:"status"`
	}
	status struct {
		Code int `json:"code,omitzero"`
	}
	keyValue struct {
		Key   string `json:"key"`
		Value value  `json:"value"`
	}
	value struct {
		Text   string `json:"stringValue,omitzero"`
		Number string `json:"intValue,omitzero"`
	}
)

// statusError is OTLP's code of a failure.
const statusError = 2

func encode(version string, all []sdk.ReadOnlySpan) ([]byte, error) {
	var in scopeSpans
	in.Scope.Name = "jumpgate"
	for _, s := range all {
		out := span{
			TraceID: s.SpanContext().TraceID().String(), SpanID: s.SpanContext().SpanID().String(), TraceState: s.SpanContext().TraceState().String(),
			Name: s.Name(), Kind: int(s.SpanKind()), Start: strconv.FormatInt(s.StartTime().UnixNano(), 10), End: strconv.FormatInt(s.EndTime().UnixNano(), 10),
			Attributes: attributes(s.Attributes()),
		}
		if s.Parent().SpanID().IsValid() {
			out.Parent = s.Parent().SpanID().String()
		}
		if s.Status().Code == codes.Error {
			out.Status.Code = statusError
		}
		in.Spans = append(in.Spans, out)
	}
	from := resourceSpans{ScopeSpans: []scopeSpans{in}}
	from.Resource.Attributes = attributes([]attribute.KeyValue{attribute.String("service.name", "jumpgate"), attribute.String("service.version", version)})
	return json.Marshal(request{[]resourceSpans{from}})
}

func attributes(all []attribute.KeyValue) (out []keyValue) {
	for _, a := range all {
		v := value{Text: a.Value.AsString()}
		if a.Value.Type() == attribute.INT64 {
			v = value{Number: strconv.FormatInt(a.Value.AsInt64(), 10)}
		}
		out = append(out, keyValue{string(a.Key), v})
	}
	return out
}
