"""Makes the packaged gazetteer: ``python -m tools.build_places ../shared/data/places/world-cities.csv``.

Writes ``places.tsv.gz`` into ``src/mynews/understanding/weights`` from the world cities of GeoNames (CC BY 4.0), the
same bytes at each run. Countries get the names that newspapers give them, with their other names; capitals and cities
that everyone means by their bare name are marked: the file knows no populations. Needs nothing but Python.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

OUT = Path(__file__).parents[1] / "src/mynews/understanding/weights/places.tsv.gz"

# What the file calls a country, what newspapers call it, and its other names; "X, Y of" is turned to X without being
# listed.
COMMON: Mapping[str, Sequence[str]] = {
    "Brunei Darussalam": ("Brunei",),
    "Cabo Verde": ("Cape Verde", "Cabo Verde"),
    "Congo": ("Republic of the Congo", "Congo-Brazzaville", "Congo"),
    "Congo, The Democratic Republic of the": ("Democratic Republic of the Congo", "DR Congo", "DRC", "Congo-Kinshasa"),
    "Czechia": ("Czech Republic", "Czechia"),
    "Côte d'Ivoire": ("Ivory Coast", "Côte d'Ivoire"),
    "Eswatini": ("Eswatini", "Swaziland"),
    "Falkland Islands (Malvinas)": ("Falkland Islands", "Falklands", "Malvinas"),
    "Gambia": ("Gambia", "The Gambia"),
    "Holy See (Vatican City State)": ("Vatican City", "Vatican", "Holy See"),
    "Iran, Islamic Republic of": ("Iran", "Islamic Republic of Iran", "Islamic Republic"),
    "Korea, Democratic People's Republic of": ("North Korea", "DPRK", "Democratic People's Republic of Korea"),
    "Korea, Republic of": ("South Korea", "Republic of Korea"),
    "Lao People's Democratic Republic": ("Laos",),
    "Macao": ("Macau", "Macao"),
    "Myanmar": ("Myanmar", "Burma"),
    "Netherlands": ("Netherlands", "Holland"),
    "North Macedonia": ("North Macedonia", "Macedonia"),
    "No country found for alpha-2 code: XK": ("Kosovo",),
    "Palestine, State of": ("Palestine", "Palestinian territories"),
    "Russian Federation": ("Russia", "Russian Federation"),
    "Saint Martin (French part)": ("Saint Martin",),
    "Sint Maarten (Dutch part)": ("Sint Maarten",),
    "Syrian Arab Republic": ("Syria",),
    "Timor-Leste": ("East Timor", "Timor-Leste"),
    "Türkiye": ("Turkey", "Türkiye"),
    "United Arab Emirates": ("United Arab Emirates", "UAE", "Emirates"),
    "United Kingdom": ("United Kingdom", "UK", "U.K.", "Britain", "Great Britain"),
    "United States": ("United States", "US", "U.S.", "USA", "U.S.A.", "United States of America", "America"),
    "Viet Nam": ("Vietnam", "Viet Nam"),
    "Virgin Islands, British": ("British Virgin Islands",),
    "Virgin Islands, U.S.": ("US Virgin Islands", "U.S. Virgin Islands"),
    "China": ("China", "People's Republic of China", "PRC"),
}

# Cities that their bare name means, where another of that name or no sign of the country is near: capitals, and the
# largest of the others. As the file spells them.
KNOWN: Mapping[str, str] = {
    "Afghanistan": "Kabul;Kandahar",
    "Albania": "Tirana",
    "Algeria": "Algiers",
    "Argentina": "Buenos Aires;Córdoba",
    "Armenia": "Yerevan",
    "Australia": "Canberra;Sydney;Melbourne;Brisbane;Perth;Adelaide;Newcastle;Darwin;Hobart",
    "Austria": "Vienna;Salzburg",
    "Azerbaijan": "Baku",
    "Bangladesh": "Dhaka",
    "Belarus": "Minsk",
    "Belgium": "Brussels;Antwerp",
    "Bolivia": "La Paz;Santa Cruz de la Sierra",
    "Bosnia and Herzegovina": "Sarajevo",
    "Brazil": "Brasília;São Paulo;Rio de Janeiro;Salvador",
    "Bulgaria": "Sofia",
    "Cambodia": "Phnom Penh",
    "Cameroon": "Yaoundé",
    "Canada": "Ottawa;Toronto;Montréal;Vancouver;Québec;Calgary",
    "Chile": "Santiago;Valparaíso",
    "China": "Beijing;Shanghai;Guangzhou;Shenzhen;Wuhan",
    "Colombia": "Bogotá;Medellín;Cartagena;Cali",
    "Costa Rica": "San José",
    "Croatia": "Zagreb",
    "Cuba": "Havana",
    "Cyprus": "Nicosia",
    "Czech Republic": "Prague",
    "Democratic Republic of the Congo": "Kinshasa",
    "Denmark": "Copenhagen",
    "Dominican Republic": "Santo Domingo",
    "Ecuador": "Quito",
    "Egypt": "Cairo;Alexandria",
    "El Salvador": "San Salvador",
    "Estonia": "Tallinn",
    "Ethiopia": "Addis Ababa",
    "Finland": "Helsinki",
    "France": "Paris;Marseille;Lyon;Nice;Strasbourg",
    "Georgia": "Tbilisi",
    "Germany": "Berlin;Hamburg;Munich;Frankfurt am Main;Köln",
    "Ghana": "Accra",
    "Greece": "Athens",
    "Guatemala": "Guatemala City",
    "Haiti": "Port-au-Prince",
    "Honduras": "Tegucigalpa",
    "Hong Kong": "Hong Kong",
    "Hungary": "Budapest",
    "Iceland": "Reykjavík",
    "India": "New Delhi;Delhi;Mumbai;Kolkata;Hyderabad;Bengaluru;Chennai",
    "Indonesia": "Jakarta",
    "Iran": "Tehran",
    "Iraq": "Baghdad;Mosul;Basra",
    "Ireland": "Dublin;Cork;Limerick",
    "Israel": "Jerusalem;Tel Aviv",
    "Italy": "Rome;Milan;Naples;Florence;Venice;Turin;Genoa",
    "Ivory Coast": "Abidjan",
    "Jamaica": "Kingston",
    "Japan": "Tokyo;Osaka;Kyoto;Hiroshima",
    "Jordan": "Amman",
    "Kazakhstan": "Astana;Almaty",
    "Kenya": "Nairobi",
    "Kuwait": "Kuwait City",
    "Laos": "Vientiane",
    "Latvia": "Riga",
    "Lebanon": "Beirut;Tripoli",
    "Libya": "Tripoli;Benghazi",
    "Lithuania": "Vilnius",
    "Luxembourg": "Luxembourg",
    "Malaysia": "Kuala Lumpur",
    "Mali": "Bamako",
    "Mexico": "Mexico City;Guadalajara;Monterrey;Mérida;Tijuana",
    "Moldova": "Chisinau",
    "Mongolia": "Ulan Bator;Ulaanbaatar",
    "Morocco": "Rabat;Casablanca",
    "Myanmar": "Yangon;Nay Pyi Taw",
    "Nepal": "Kathmandu",
    "Netherlands": "Amsterdam;The Hague;Rotterdam",
    "New Zealand": "Wellington;Auckland;Christchurch",
    "Nicaragua": "Managua",
    "Niger": "Niamey",
    "Nigeria": "Abuja;Lagos",
    "North Korea": "Pyongyang",
    "Norway": "Oslo",
    "Pakistan": "Islamabad;Karachi;Lahore",
    "Palestine": "Gaza",
    "Panama": "Panama City",
    "Paraguay": "Asunción",
    "Peru": "Lima",
    "Philippines": "Manila;Quezon City",
    "Poland": "Warsaw;Kraków",
    "Portugal": "Lisbon;Porto",
    "Qatar": "Doha",
    "Romania": "Bucharest",
    "Russia": "Moscow;Saint Petersburg",
    "Rwanda": "Kigali",
    "Saudi Arabia": "Riyadh;Mecca;Medina",
    "Senegal": "Dakar",
    "Serbia": "Belgrade",
    "Singapore": "Singapore",
    "Slovakia": "Bratislava",
    "Slovenia": "Ljubljana",
    "Somalia": "Mogadishu",
    "South Africa": "Pretoria;Johannesburg;Cape Town;Durban",
    "South Korea": "Seoul;Busan",
    "South Sudan": "Juba",
    "Spain": "Madrid;Barcelona;Valencia;Sevilla;Granada;Toledo;Córdoba",
    "Sri Lanka": "Colombo",
    "Sudan": "Khartoum",
    "Sweden": "Stockholm",
    "Switzerland": "Bern;Geneva;Zürich;Lausanne",
    "Syria": "Damascus;Aleppo",
    "Taiwan": "Taipei",
    "Tanzania": "Dar es Salaam;Dodoma",
    "Thailand": "Bangkok",
    "Tunisia": "Tunis",
    "Turkey": "Ankara;Istanbul",
    "Uganda": "Kampala",
    "Ukraine": "Kyiv;Kharkiv;Odesa;Lviv",
    "United Arab Emirates": "Abu Dhabi;Dubai",
    "United Kingdom": (
        "London;Birmingham;Manchester;Liverpool;Edinburgh;Glasgow;Belfast;Cardiff;Cambridge;Oxford;Bristol;Leeds;"
        "York;Newcastle upon Tyne;Plymouth;Bath;Reading;Aberdeen"
    ),
    "United States": (
        "New York City;Los Angeles;Chicago;Houston;Philadelphia;Boston;San Francisco;Seattle;Dallas;Detroit;Miami;"
        "Atlanta;San Diego;San Antonio;San Jose;Denver;Phoenix;Portland;Las Vegas;New Orleans;Pittsburgh;Cleveland;"
        "Baltimore;Austin;Nashville;Minneapolis;Sacramento;Memphis;Charlotte;Washington"
    ),
    "Uruguay": "Montevideo",
    "Uzbekistan": "Tashkent",
    "Venezuela": "Caracas",
    "Vietnam": "Hanoi;Ho Chi Minh City",
    "Yemen": "Sanaa;Aden",
    "Zambia": "Lusaka",
    "Zimbabwe": "Harare",
}


def main(arguments: Sequence[str]) -> int:
    """Builds the gazetteer."""
    with Path(arguments[0]).open(encoding="utf-8", newline="") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: (row["country"], int(row["geonameid"])))
    text = "\n".join(
        line for country, own in groupby(rows, lambda row: row["country"]) for line in _lines(country, own)
    )
    OUT.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{OUT}: {OUT.stat().st_size / 1e6:.2f} MB")
    return 0


def _lines(country: str, rows: Iterator[Mapping[str, str]]) -> Iterator[str]:
    """A country: "=" and its names; its regions after "+"; its cities with their numbers, known ones after "*"."""
    own = list(rows)
    names = COMMON.get(country) or (country.partition(",")[0],)
    known = set(KNOWN.get(names[0], "").split(";"))
    yield "=" + "\t".join(names)
    for region in sorted({row["subcountry"] for row in own} - {"", *names}):
        yield f"+{region}"
    for row in own:
        # Of two cities of one name in one country, the one in the region of the same name, else the first, is known.
        mark = "*" if row["name"] in known and _is_first(row, own) else ""
        yield f"{mark}{row['name']}\t{row['geonameid']}"


def _is_first(row: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> bool:
    same = [other for other in rows if other["name"] == row["name"]]
    best = next((other for other in same if other["subcountry"].startswith(row["name"])), same[0])
    return best is row


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
