package audit

// marks says which characters are in a text that the looks of secrets cannot do without. Most texts lack them, and are done with at a glance.
type marks uint8

const (
	slash marks = 1 << iota
	atSign
	percent
	underscore
	dot
	hyphen
	equals
	gap // what may stand between a scheme and its credential, or begin it
)

var marksOf = func() (of [256]marks) {
	of['/'], of['@'], of['_'], of['.'], of['-'] = slash, atSign, underscore, dot, hyphen
	for _, c := range "\t\n\f\r :+,\"\\" {
		of[c] = gap
	}
	of['='], of['%'] = equals|gap, percent|gap
	return of
}()

func marksIn(text string) (there marks) {
	for i := range len(text) {
		there |= marksOf[text[i]]
	}
	return there
}
