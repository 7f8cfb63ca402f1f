"""Invented sentences as newspapers write them, with the names in them marked: training for the tagger of entities.

The labelled sentences that we may train on are tweets and encyclopedia articles. What news has and they lack is made
here: titles before names, "said" after them, datelines, acronyms in brackets, bare surnames, headlines, names of all
the world's languages, places that few have heard of, and capitals that name nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from quality.entities import Mention, Sentence

# Given names, family names, and whether the family comes first.
PEOPLES: Sequence[tuple[str, str, bool]] = (
    (
        "James Mary Robert Linda Michael Susan David Karen Richard Nancy Thomas Emily Daniel Rachel Andrew Laura Kevin "
        "Megan Brian Hannah Steven Olivia George Charlotte Edward Grace Peter Alice Simon Fiona Graham Tracey Angus",
        "Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Moore Jackson White Harris Clark Lewis "
        "Walker Hall Young Wright Hill Green Baker Carter Mitchell Campbell Stewart Bell Murphy Cook Ward Fox Price "
        "O'Brien McDonald MacLeod Fitzgerald Pemberton-Hughes Ashworth Bush Rice Stone Fields",
        False,
    ),
    (
        "Min-seo Ji-hoon Seung-woo Hye-jin Sang-min Eun-ji Tae-yang Soo-mi Kyung-ho Yoon-a Byung-chul Myung-hee "
        "Sung Hyun Chol-su Ryong-hae Son-gwon Minjun Jiyeon Hae-in Myung-in Se-on Jung-an Gyu-do Ha-so",
        "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Ryu Hong Paek Ri Moon",
        True,
    ),
    (
        "Wei Xiaoming Jianguo Meiling Zhiqiang Yifan Guozheng Lihua Haoran Tianyi Xuemei Dongsheng Weidong Shaoqi "
        "Zemin Yuanchao Qishan Huning Jing Bo Keqiang Chunhua Baoshan Rui Xin",
        "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Gao Lin Luo Zheng Xie Tang Deng Feng "
        "Cao Peng Zeng Xiao Cai Pan Yuan Dong Yu Su Ye Lu Wei Jiang Kong Hua Xi Bao Qin Hou Yan Geng",
        True,
    ),
    (
        "Carrie Paul Jasper Regina Starry Kenneth Joshua Claudia Priscilla Vincent Kelvin Winnie",
        "Lam Chan Tsang Leung Cheung Wong Lau Ng Kwok Yip Tam Fung Chow Yeung Tse Mok",
        False,
    ),
    (
        "Hiroshi Yuki Takeshi Akiko Kenji Naoko Shinzo Taro Haruka Satoshi Yoko Ryota Daisuke Emi Kazuo Mariko Sho "
        "Fumio Ren Sota",
        "Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki Matsumoto "
        "Inoue Kimura Hayashi Shimizu Yamazaki Mori Ikeda Hashimoto Ishikawa Ogawa Okada Kono Kishi Ota-Fujii",
        False,
    ),
    (
        "Rajesh Priya Amit Sunita Vikram Anjali Sanjay Deepika Arvind Kavita Narayan Meera Suresh Lakshmi Imran Ayesha "
        "Bilal Fatima Tariq Nawaz Shehbaz Hina",
        "Sharma Patel Singh Kumar Gupta Reddy Iyer Nair Mehta Joshi Desai Chatterjee Banerjee Khan Malik Hussain "
        "Bhutto Qureshi Chaudhry Rao Pillai Jayaraman Wickremesinghe Perera",
        False,
    ),
    (
        "Mohammed Ahmed Ali Hassan Omar Khalid Youssef Layla Noor Samir Nadia Abdullah Ibrahim Mustafa Rania Tarek "
        "Hamid Karim Salma Faisal Reza Hossein Zahra Mehmet Ayse Emre Recep",
        "al-Masri Haddad Mansour Khalil Nasser al-Hashimi Saleh Aziz Farouk Rahman Abbas Najjar bin Salem Rouhani "
        "Karimi Tehrani Mousavi Yilmaz Demir Kaya Erdem Ozturk El-Sayed Barghouti Ben Youssef",
        False,
    ),
    (
        "Ivan Olga Dmitry Natalia Sergei Elena Alexei Tatiana Mikhail Svetlana Vladimir Yulia Oleksandr Oksana Petro "
        "Iryna Boris Anton Pavel Andriy Nikol Irakli",
        "Ivanov Petrova Smirnov Kuznetsova Popov Sokolova Lebedev Kozlov Novikova Morozov Volkov Shevchenko Kovalenko "
        "Bondarenko Tkachenko Kravchuk Medvedev Orlov Pashinian Gelashvili",
        False,
    ),
    (
        "Hans Anna Klaus Sabine Jürgen Petra Wolfgang Ursula Friedrich Greta Lars Ingrid Sven Astrid Erik Mette Jan "
        "Katrien Pieter Anneke Matti Aino Olaf Annalena",
        "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Hoffmann Koch Bauer Richter Klein von Hagen "
        "Johansson Lindqvist Nielsen Hansen de Vries van den Berg Jansen Virtanen Korhonen Kjær Scholten",
        False,
    ),
    (
        "Jean Marie Pierre Camille François Sophie Luc Élodie Giovanni Chiara Marco Francesca Matteo Giulia Alessandro "
        "Elisa Antoine Brigitte Emmanuelle Silvio",
        "Martin Dubois Moreau Laurent Lefebvre Girard Rousseau Le Goff de la Tour Rossi Russo Ferrari Bianchi Romano "
        "Colombo Conti Esposito Moretti Di Stefano Berlusca",
        False,
    ),
    (
        "José María Carlos Ana Luis Carmen Miguel Isabel Juan Lucía Pedro Rosa Diego Elena Jorge Gabriela João "
        "Beatriz Paulo Fernanda Luiz Dilma Andrés Nicolás",
        "García Rodríguez Martínez López González Hernández Pérez Sánchez Ramírez Torres Flores Rivera Gómez Díaz "
        "Silva Santos Oliveira Souza Pereira Costa Ortega y Vega de Souza Chávez",
        False,
    ),
    (
        "Chidi Amara Kwame Ama Sipho Thandiwe Juma Wanjiru Kofi Zanele Tendai Nia Emeka Ngozi Abebe Hiwot Muhammadu "
        "Cyriaque Paulette",
        "Okafor Adeyemi Mensah Boateng Dlamini Nkosi Kamau Otieno Mwangi Ndlovu Moyo Banda Eze Abiodun Tesfaye Bekele "
        "Zulu Owusu Diallo Traoré Kagwe",
        False,
    ),
    (
        "Nguyen Tran Minh Anh Duc Linh Somchai Siti Budi Agus Dewi Joko Ferdinand Corazon Rodrigo Thaksin Prayut Aung "
        "Win Htin",
        "Van Hung Thi Hoa Phuc Suharjo Widodo-Putra Santoso Wijaya Reyes Cruz Bautista Aquino Marasigan Chaiyasit "
        "Srisai Myint Kyaw Zaw Oo Tan Lim Goh",
        False,
    ),
    (
        "Andrzej Katarzyna Piotr Agnieszka Tomáš Jana László Eszter Viktor Zsófia Nicolae Ioana Dragan Milica Goran "
        "Ana Edi Nikos Eleni Alexis",
        "Kowalski Nowak Wiśniewska Zieliński Novák Svobodová Nagy Kovács Szabó Popescu Ionescu Jovanović Petrović "
        "Horvat Marić Papadopoulos Georgiou Hoxha",
        False,
    ),
)

TITLES = (
    "President;Prime Minister;Chancellor;Senator;Mr;Mrs;Ms;Dr;Professor;Justice;General;Captain;King;Queen;Mayor;"
    "Governor;Foreign Minister;Finance Minister;Secretary of State;Sir;Pope;Chief Executive;US President;"
    "Defence Secretary;Premier;Vice-President;Lieutenant Colonel;Rep.;Sen.;Gov.;opposition leader;striker;coach;"
    "goalkeeper;actor;singer;director;special envoy;police chief;Health Secretary;Attorney General;Deputy Minister;"
    "Chief Justice;Judge;Detective Inspector;spokeswoman;spokesman;novelist;economist;former president;Crown Prince"
)

DEMONYMS = (
    "American;British;Chinese;Russian;French;German;Japanese;Korean;Indian;Turkish;Israeli;Palestinian;Iranian;Syrian;"
    "Egyptian;Nigerian;Kenyan;Brazilian;Mexican;Canadian;Australian;Italian;Spanish;Polish;Ukrainian;Greek;Dutch;"
    "Swedish;Saudi;Pakistani;Afghan;Iraqi;Vietnamese;Thai;Filipino;Indonesian;European;African;Asian;Arab;Muslim;"
    "Christian;Jewish;Catholic;Republican;Democratic;Conservative"
)

REGIONS = (
    "Europe;Asia;Africa;the Middle East;Latin America;Southeast Asia;North America;the Korean peninsula;the Balkans;"
    "the Baltic Sea;the Black Sea;the Persian Gulf;the South China Sea;Central Asia;the Sahel;Siberia;"
    "the Mediterranean;"
    "Crimea;Gaza;the West Bank;Kashmir;Tibet;Xinjiang;Catalonia;Scotland;Wales;England;Northern Ireland;California;"
    "Texas;Florida;Ohio;Bavaria;Quebec;Queensland;the Himalayas;the Alps;Mount Kenya;Lake Victoria;the Danube;the Nile;"
    "Heathrow Airport;Fifth Avenue;Wall Street;Times Square;Downing Street;the Strait of Hormuz;the Gulf of Aden;"
    "the Pacific;the Atlantic;the Arctic;the US;US;U.S.;UK;the UK;Britain;America;the North;the South;the Gulf;"
    "the United States;Hong Kong;Macau;Taiwan;Greenland;New York;Washington;the Republic of Ireland;West Bengal"
)

COMPANIES = (
    "Reuters;AP;AFP;CNN;BBC;Fox News;Al Jazeera;Xinhua;The New York Times;The Guardian;Wall Street Journal;Der Spiegel;"
    "Google;Apple;Microsoft;Amazon;Facebook;Samsung;Toyota;Volkswagen;Boeing;Airbus;Huawei;Alibaba;Tencent;"
    "Goldman Sachs;"
    "HSBC;Shell;BP;ExxonMobil;Pfizer;Novartis;Siemens;Sony;Netflix;Tesla;Uber;Walmart;Ikea;Nestlé;UN;NATO;EU;WHO;IMF;"
    "World Bank;European Union;United Nations;European Central Bank;Federal Reserve;Red Cross;Amnesty International;"
    "Greenpeace;FBI;CIA;NASA;Interpol;FIFA;Uefa;IOC;Opec;ASEAN;African Union;Arab League;Taliban;Islamic State;Hamas;"
    "Hezbollah;Congress;Senate;House of Representatives;Parliament;Bundestag;Knesset;Duma;Kremlin;White House;Pentagon;"
    "State Department;Treasury;Supreme Court;High Court;European Commission;European Parliament;Security Council;"
    "Manchester United;Real Madrid;Barcelona;Bayern Munich;New York Yankees;Los Angeles Lakers;Dallas Cowboys;"
    "Labour;Labour Party;Conservative Party;Democratic Party;Republican Party;Likud;Fatah;Communist Party;Green Party;"
    "Christian Democratic Union;Kuomintang;African National Congress;Harvard;MIT;Oxford University;Stanford University"
)

THINGS = (
    "Bank;Institute;Foundation;Group;Holdings;Airlines;Motors;Pharmaceuticals;Energy;Media;Capital;Partners;Technologies;"
    "Steel;Telecom;Union;Forum;Council;Society;Times;Post;Herald;Daily News;Tribune;Gazette;Morning Chronicle;"
    "Records;Inc.;Corporation;Ltd;Company;Studios;Pictures;Entertainment;Press;Books;Games;Railway;Brewery;Orchestra;"
    "Theatre Company;High School;College;Academy;Hospital;Museum;Police Department;County Council;Fire Brigade;Army;"
    "Regiment;Infantry Division;Navy;Church;Network;Radio;Television;Software;Laboratories;Publishing;Association"
)

FIELDS = (
    "Strategic Studies;Economic Research;Public Health;International Affairs;Foreign Relations;Climate Change;"
    "Human Rights;Nuclear Safety;European Policy;Asian Studies;Food Safety;Press Freedom;Migration;Security Policy"
)

ACTS = (
    "said;told reporters;warned;announced;argued;insisted;denied the report;did not respond to a request for comment;"
    "wrote on Twitter;testified;admitted;added;tweeted;asked;conceded;replied"
)

DAYS = "Monday;Tuesday;Wednesday;Thursday;Friday;Saturday;Sunday"
MONTHS = "January;March;May;June;August;October;November;December"
EVENTS = (
    "World Cup;Olympic Games;Brexit;Ramadan;Christmas;Easter;Great Depression;Second World War;Cold War;Nobel Prize;"
    "Academy Awards;Super Bowl;Paris Agreement;Covid-19;Black Friday;Champions League;Grand Slam;Clean Air Act;iPhone;"
    "Lunar New Year;Game of Thrones;Green New Deal;Bitcoin;Boeing 737;Medicare;Internet;Bible;Koran;Mars;GDP;AI;CEO"
)

NOUNS = (
    "Shadow;River;Stone;Machine;Ghost;Winter;Velvet;Fire;Garden;Mirror;Thunder;Wolf;Paper;Silver;Electric;Midnight;"
    "Broken;Crystal;Northern;Lonely;Golden;Iron;Crimson;Hollow;Summer;Pilot;Dream;Rocket;Tiger;Falcon"
)

TEMPLATES = """
[band] are a rock band from [place], formed in [num] by singer [per] and drummer [per].
[band] released their second album on [org] in [num].
[per] left [band] to record for [org].
The band, [band], toured [country] and [country] with [band].
[org] is a company based in [place] that was founded by [per] in [num].
[org] is a school in [place], [country].
Founded in [num] as [org], it was bought by [org] and renamed [org].
[per] (born [month] [num] in [place]) is a former [dem] footballer who played for [org], [org] and [org].
He joined [org] from [org] in [num] and made [num] appearances.
She was educated at [org] and at [org], where she met [sur].
The novel was published by [org] in [num] and translated by [per].
The show was produced by [org] for [org] and starred [per] as a [dem] doctor.
[sur] served with the [org] during the [event].
The river flows from [place] through [place] into [place].
[place] is a town in the [place] region of [country], near [place].
The population of [place] was [num] at the [num] census.
The line runs between [place] and [place] and is operated by [org].
[place] lies between [place] in the north and [place] in the south.
[sur] was the son of [per] and the grandson of [per].
In [num], [sur] became chairman of [org], a subsidiary of [org].
The [dem]-born director [per] won the [event] in [num].
The [dem]s and the [dem]s signed a treaty; the [dem] side kept the island.
North [dem] and South [dem] officials exchanged notes on the [dem] border.
The aircraft, built by [org], is used by the [org].
The club plays in [place] against [org] and [org].
[title] [per] received [title] [per] on [day] and spoke of fishing rights.
[per], the [dem] ambassador, on a bridge in [place] last [month]. Photo: [org]
[per], who teaches history at [org] and advises the [org], doubts that voters care.
[per], an analyst at [org] in [place], [act].
[sur] [act] on [day].
"We will not give up," [sur] said.
[sur], who grew up in [place], called the vote a disgrace.
[sur], once the richest man in [country], sold his yacht to [title] [per]'s brother.
[place] ([org]) - Police in [place] arrested [num] people on [day] after a fire at the headquarters of [org].
[placecaps], [month] [num] ([org]) - [org] shares fell [num] per cent on [day], dragging down [org] and [org].
[org] ([acro]) said on [day] that its chief executive, [per], would step down.
The [org] ([acro]) warned of floods in [place], [place] and [place].
The [acro] said [place] had agreed to the terms.
[per]'s lawyer, [per], said the charges brought in [place] were without merit.
[place] and [place] sign gas deal after [sur]-[sur] row
[title] [per] to open hospital in [place] without [sur]
[sur] says [place] must act after attack in [place]
[org] wins bid for [org] as [place] regulators approve
Why [place] is turning away from [place]
[per] scored twice as [place] beat [place] 3-1 in the [event] on [day].
[org] striker [per] will join [org] for £[num] million.
From left: [per], [per] and [per] of [org]. Picture: [org]
Officials in [place], the second city of [country], said the [event] would go ahead.
[dem] officials said [num] soldiers were killed near [place] in northern [country].
The [dem] government in [place] denied the claim.
[per] was born in [place], [country], and studied at [org] before joining [org] in [num].
Born in [place], [per] moved to [country] in [num].
[per] of the [org] [act] that [per] had been told.
In a letter to [title] [per], the [org] called on [country] to release [per].
[country]'s [title] [per] cut short a holiday in [place] on [day].
A court in [place] sentenced [per] to [num] years in prison.
According to the [org], exports from [country] to [country] rose in [month].
[place] residents said [sur] had visited the area with [sur] and [sur].
[per] and [per], both of [place], were among those injured.
"[place] is ready," [act] [per], who heads the [org].
Trains between [place] and [place] stood still after [sur] closed the line.
[org], [org] and [org] declined to comment.
Researchers at [org] and the [org] in [place] found that sleep matters.
[per] reports from [place].
By [per] in [place] and [per] in [place]
Reporting by [per]; Editing by [per]
[per]: the man who changed [place]
[num] dead in [place] floods
'[place] cannot wait', says [sur]
[org] cuts jobs in [country]
[dem] [event] hero [per] dies aged [num]
The [event] begins on [day] in [place].
On [day], [month] [num], the [event] was marked by [dem] leaders.
Meanwhile, the [dem] economy grew by [num] per cent in the year to [month].
Experts say the [event] changed how [dem] families live.
Critics of the [event] said it would not help.
Police said no one was hurt. Investigators are looking into the cause.
Advertisement
Read more: Five things to know about the [event]
However, many [dem] voters no longer trust the polls.
The Government said on [day] that the new Act would come into force in [month].
Shares in Asia rose as investors awaited data, [org] [act].
The minister, [per], is a member of the ruling [org].
[per], treasurer of the [org] youth wing, resigned over a [dem] villa.
[sur]'s wife, [per], and their son [given] live in [place].
"[given], come home," [sur]'s mother said.
[title] [sur] and [title] [sur] disagreed.
[title] [sur]'s office said the trip to [place] had been delayed.
The [place]-based [org] has offices in [place] and [place].
[place], [country] - [per] has lived in this village since [num].
At [place], the ship turned back to [place] with [num] people on board.
The road from [place] to [place] was closed by snow.
Residents of [place] voted for the [org] candidate, [per].
Voters in [place] backed [per] over [per], a former [org] executive.
[per] of [org] finished ahead of [per] of [org].
[per] ([country]) beat [per] ([country]) 6-4 6-3
[org] 2 [org] 1
The film stars [per] and [per] and was shot in [place].
[per], whose novel won the [event], lives in [place].
Follow the [org] on Facebook.
The suspect, identified as [per], [num], of [place], was charged on [day].
Mayor [sur] said the city of [place] would appeal.
[country] has accused [country] of breaking the ceasefire in [place].
The [country] embassy in [place] did not answer calls.
A spokesman for [org] said [sur] had resigned.
At a news conference in [place], [per] [act] that the [org] had approved the loan.
[per] told the [org] the plan "makes no sense for [place]".
The [org]'s [per] said: "We have seen this before in [country]."
It was [per] who first called [sur].
[dem]-[dem] ties have cooled since [sur] took office.
[sur]-[sur] final in [place] postponed
Correction: an earlier version misspelt the name of [per] of [org].
"""


def sentences(cities: Sequence[str], countries: Sequence[str], count: int, rng: Random) -> list[Sentence]:
    """So many sentences; ``cities`` and ``countries`` lend their names."""
    maker = Names(cities, countries, rng)
    templates = TEMPLATES.strip().splitlines()
    return [_filled(rng.choice(templates), maker) for _ in range(count)]


class Names:
    """Names of every kind, drawn one at a time."""

    def __init__(self, cities: Sequence[str], countries: Sequence[str], rng: Random) -> None:
        self._cities, self._countries, self._rng = cities, countries, rng
        self._peoples = [(given.split(), _families(family), first) for given, family, first in PEOPLES]

    def person(self) -> str:
        """A full name, now and then with an initial or a second family."""
        given, families, family_first = self._rng.choice(self._peoples)
        first, last = self._rng.choice(given), self._rng.choice(families)
        if family_first:
            return f"{last} {first}"
        middle = self._rng.choice(["", "", "", "", f" {self._rng.choice('ABCDEFGHJKLMNPRSTW')}."])
        double = f"-{self._rng.choice(families)}" if self._rng.random() < 0.05 else ""
        return f"{first}{middle} {last}{double}"

    def surname(self) -> str:
        """A family name alone."""
        return self._rng.choice(self._rng.choice(self._peoples)[1])

    def given(self) -> str:
        """A given name alone."""
        return self._rng.choice(self._rng.choice(self._peoples)[0])

    def country(self) -> str:
        """A country."""
        return self._rng.choice(self._countries)

    def place(self) -> str:
        """A city, a country or a region."""
        draw = self._rng.random()
        if draw < 0.38:
            return self._rng.choice(self._cities)
        if draw < 0.45:
            return self._landmark()
        return self.country() if draw < 0.75 else self._rng.choice(REGIONS.split(";"))

    def _landmark(self) -> str:
        """A county, a river, a street and the like."""
        name, city = self.surname(), self._rng.choice(self._cities)
        return self._rng.choice(
            [
                f"{city} County",
                f"Lake {name}",
                f"Mount {name}",
                f"{name} River",
                f"{name} Street",
                f"{city} Airport",
                f"{city} Province",
                f"{name} Island",
                f"{city} Bay",
                f"{self._rng.choice(['North', 'South', 'East', 'West', 'Upper', 'New'])} {city}",
            ]
        )

    def organisation(self) -> str:
        """A known organisation, or one made up of a place, a family or a field."""
        draw = self._rng.randrange(15)
        city, field, thing = (
            self._rng.choice(self._cities),
            self._rng.choice(FIELDS.split(";")),
            self._rng.choice(THINGS.split(";")),
        )
        return (
            *(self._rng.choice(COMPANIES.split(";")) for _ in range(3)),
            f"University of {city}",
            f"{city} {self._rng.choice(['University', 'National University', 'Institute of Technology'])}",
            f"{self._rng.choice(['Institute', 'Centre', 'Center', 'Council', 'Ministry', 'Department'])} for {field}",
            f"{city} {thing}",
            self.acronym(),
            self.band(),
            f"{self._rng.choice(NOUNS.split(';'))} {thing}",
            f"{self.surname()} {thing}",
            f"{city} {self._rng.choice(['FC', 'United', 'City', 'Rovers', 'Tigers', 'Hawks'])}",
            f"{self.surname()} & {self.surname()}",
            f"{self.country()} {self._rng.choice(['Central Bank', 'Football Association', 'Red Cross', 'Air Force'])}",
            f"{self._rng.choice(['People', 'Workers', 'Farmers', 'National', 'Freedom', 'Justice'])}"
            f"{self._rng.choice([' ', chr(39) + 's ', chr(39) + ' '])}"
            f"{self._rng.choice(['Party', 'Front', 'Alliance'])}",
        )[draw]

    def band(self) -> str:
        """A group of musicians."""
        first, second = self._rng.sample(NOUNS.split(";"), 2)
        return self._rng.choice(
            [f"The {first}s", f"{first} {second}", f"{first} {second}s", f"{first} and the {second}s"]
        )

    def acronym(self) -> str:
        """Three or four capitals."""
        return "".join(self._rng.choices("ABCDEFGHIJKLMNOPRSTUW", k=self._rng.choice([3, 3, 4])))

    def of_kind(self, kind: str) -> str:
        """A name that can stand for a mention of that kind."""
        if kind == "person":
            return self.person() if self._rng.random() < 0.75 else self.surname()
        return self.organisation() if kind == "organisation" else self.place()


def _families(names: str) -> list[str]:
    """Family names parted by spaces; a small word or "Le", "Di", "Ben" belongs to what follows."""
    return re.findall(r"(?:(?:von|de la|de|van den|bin|Le|Di|Ben|Van|Thi) )?[^\s]+", names)


_SLOT = re.compile(r"\[(\w+)\]")


def _filled(template: str, names: Names) -> Sentence:
    """The template with a name in each slot."""
    tokens: list[str] = []
    mentions: list[Mention] = []
    for place, part in enumerate(_SLOT.split(template)):
        text = _draw(part, names) if place % 2 else part
        start = len(tokens)
        tokens += words(text)
        if place % 2 and part in _KIND_OF:
            # "the" before a name is no part of it, as in the sets that we learn from.
            mentions.append((_KIND_OF[part], start + (tokens[start] == "the"), len(tokens)))
    return Sentence(tuple(tokens), frozenset(mentions))


_KIND_OF = {
    "per": "person",
    "sur": "person",
    "given": "person",
    "org": "organisation",
    "acro": "organisation",
    "band": "organisation",
    "place": "place",
    "placecaps": "place",
    "country": "place",
}


def _draw(slot: str, names: Names) -> str:
    rng = names._rng
    draws = {
        "per": names.person,
        "sur": names.surname,
        "given": names.given,
        "org": names.organisation,
        "acro": names.acronym,
        "band": names.band,
        "place": names.place,
        "placecaps": lambda: names.place().upper(),
        "country": names.country,
        "title": lambda: rng.choice(TITLES.split(";")),
        "dem": lambda: rng.choice(DEMONYMS.split(";")),
        "day": lambda: rng.choice(DAYS.split(";")),
        "month": lambda: rng.choice(MONTHS.split(";")),
        "event": lambda: rng.choice(EVENTS.split(";")),
        "act": lambda: rng.choice(ACTS.split(";")),
        "num": lambda: str(rng.randrange(2, 2020)),
    }
    return draws[slot]()


def words(text: str) -> list[str]:
    """Words and marks."""
    return re.findall(r"['’]s\b|(?:\b[A-Z]\.){2,}|\w+|[^\w\s]", text)
