package sandbox

import (
	"slices"
	"strconv"
	"strings"
)

var firstNames = []string{
	"Aarav", "Abena", "Adrián", "Aiko", "Amara", "Anika", "Asha", "Beatriz", "Ben", "Björn", "Carlos", "Chiara", "Chloé", "Daniel",
	"Diego", "Elif", "Emeka", "Emma", "Farah", "Femi", "Gabriela", "Hana", "Hassan", "Hugo", "Ingrid", "Isaac", "Ivy", "Jamal", "Jana",
	"Jonas", "Kavya", "Kenji", "Kofi", "Laila", "Leo", "Lucía", "Łukasz", "Maeve", "Marco", "Mei", "Mila", "Nadia", "Naveen", "Nina",
	"Noah", "Olga", "Omar", "Paulo", "Petra", "Priya", "Rafael", "Rosa", "Samir", "Sara", "Sofía", "Tariq", "Thomas", "Uma", "Victor",
	"Wanjiru", "Yara", "Yuki", "Zainab", "Zoë",
}

var lastNames = []string{
	"Abbott", "Acheampong", "Ahmed", "Almeida", "Andersen", "Baker", "Banerjee", "Bauer", "Brennan", "Carvalho", "Castillo", "Chen",
	"Cohen", "Costa", "Cruz", "Dlamini", "Dubois", "Eriksen", "Faria", "Fernández", "Fischer", "García", "Gupta", "Hall", "Haddad",
	"Hoffmann", "Hughes", "Ibrahim", "Ito", "Iyer", "Jansen", "Johnson", "Kamau", "Kapoor", "Kaya", "Kim", "Kowalski", "Kumar",
	"Larsen", "Lindqvist", "Lopes", "Martin", "Mbeki", "Mendes", "Moreau", "Müller", "Murphy", "Nakamura", "Nair", "Navarro", "Novák",
	"Nowak", "O'Brien", "Okafor", "Oliveira", "Osei", "Özdemir", "Park", "Patel", "Pereira", "Petrov", "Popescu", "Quinn", "Rao",
	"Reyes", "Rossi", "Ruiz", "Santos", "Sato", "Schmidt", "Sharma", "Silva", "Singh", "Smith", "Sørensen", "Suzuki", "Tanaka",
	"Torres", "Tremblay", "Van Dijk", "Varga", "Vega", "Walker", "Wang", "Weber", "Williams", "Yamada", "Yilmaz", "Young", "Zhang",
}

// folded is how a name is written in a username.
var folded = strings.NewReplacer(
	"á", "a", "å", "a", "ä", "a", "é", "e", "ë", "e", "í", "i", "ł", "l", "ñ", "n", "ó", "o", "ö", "o", "ø", "o", "ü", "u", "'", "", " ", "",
)

// foldedNames are all first and last names as they stand in a username.
var foldedNames = foldedAll(firstNames, lastNames)

func foldedAll(lists ...[]string) map[string]string {
	all := map[string]string{}
	for _, name := range slices.Concat(lists...) {
		all[name] = folded.Replace(strings.ToLower(name))
	}
	return all
}

// username is first.last, with a number behind it for the second of that name.
func username(first, last string, taken map[string]int) string {
	name := foldedNames[first] + "." + foldedNames[last]
	taken[name]++
	if taken[name] == 1 {
		return name
	}
	return name + strconv.Itoa(taken[name])
}
