package sandbox

import "fmt"

// An office is where people work. Its network is one that is set aside for
// documentation.
type office struct {
	name, street, locality, region, postalCode, country string
	minutes                                             int // from UTC
	network                                             string
	geo                                                 object
}

var offices = []office{
	{
		"Denver", "1 Main St", "Denver", "CO", "80202", "US", -420, "198.51.100.",
		geoIP("US", "CO", "Colorado", "NA", "America/Denver", 39.7, -104.9),
	},
	{
		"Lisbon", "Rua do Exemplo 7", "Lisboa", "Lisboa", "1100-001", "PT", 0, "203.0.113.",
		geoIP("PT", "11", "Lisbon", "EU", "Europe/Lisbon", 38.7, -9.1),
	},
	{
		"Bengaluru", "42 Example Road", "Bengaluru", "KA", "560001", "IN", 330, "192.0.2.",
		geoIP("IN", "KA", "Karnataka", "AS", "Asia/Kolkata", 12.9, 77.5),
	},
}

func geoIP(country, region, regionName, continent, timezone string, latitude, longitude float64) object {
	return object{
		"country_code": country, "region_code": region, "region_name": regionName, "continent_code": continent,
		"timezone": timezone, "latitude": latitude, "longitude": longitude,
	}
}

// officeOf is where a person works.
func officeOf(person valued) office {
	location := person.value("location")
	for _, o := range offices {
		if o.name == location {
			return o
		}
	}
	return offices[0]
}

// address is the n-th of the network; the first addresses are the routers'.
func (o office) address(n int) string { return fmt.Sprint(o.network, 20+n%200) }

func (o office) postal() object {
	return object{
		"type": "work", "poBox": "", "extendedAddress": "", "streetAddress": o.street, "locality": o.locality, "region": o.region,
		"postalCode": o.postalCode, "country": o.country,
	}
}
