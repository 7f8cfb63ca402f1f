"""Invented passages as newspapers and encyclopedias write them, with the names in them marked: training for the tagger.

The labelled sentences that we may train on are tweets, politics and science. What news has and they lack is made here:
titles before names, "said" after them, datelines, acronyms in brackets, bare surnames, headlines, clubs that are called
by their town, regiments, bands, names of all the world's languages, places that few have heard of, and capitals that
name nobody: peoples, works, wars and things.

A passage has up to four sentences that speak of the same people and things, so that the tagger learns to look around.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from quality.entities import Mention, Sentence
from tools import known_names as known

from mynews.model.meaning import EntityKind

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
[team] was picked to finish [num]th in the [league], ahead of [team] and [team].
[per] played [num] games for [team] before leaving for [team] in [num].
[team] lost to [team] 63-7 in the [event].
After two seasons with [team], [sur] signed for [team] on a free transfer.
[team] beat [team] 2-1, with [sur] and [sur] on the scoresheet.
The [team] traded [per] to the [team] for a draft pick in the [league].
[sur] hit [num] home runs for the [team] last season.
[team]'s [per] was named in the [dem] squad for the [event].
[team] manager [per] blamed the referee after defeat at [place].
[team] against [team] was watched by [num] people at [place].
The [league] fined [team] and [per] for the brawl.
He made his [league] debut for [team] against [team] in [month] [num].
[per] of [dem] side [team] tested positive for steroids, the [league] said.
The [unit] was formed at [place] in [month] [num] and attached to the [unit].
The [unit], along with the [unit] and the [unit], fought at the Battle of [where].
In the Battle of [where], the [unit] suffered few losses; [title] [per] commanded the [unit].
Redesignated [unit] on [num] [month] [num]; assigned to [unit] at [place], [country].
[place], [country], [num] [month] [num]; [place], [country], [num] [month] [num].
[title] [per], [num] [month] [num]; [title] [per], [num] [month] [num].
[title] [per] led the [unit] across [place] during [event].
The [dem] army retreated to [place] after the siege of [where].
The Siege of [where] ended when [title] [per] surrendered to [per].
The Treaty of [where] ended the [dem]-[dem] War.
" [work] " is a song by [band] from their album [work], released by [company] in [num].
[work] is the third album by the [dem] rock band [band].
[work] is a [num] film directed by [per] and starring [per] and [per] as [per].
[band] toured with [band], [band] and [band] in [num].
The album [work] was produced by [per] of [band] and certified gold by the [acro].
[paper] gave [work] four stars, calling it "the best thing [sur] has done".
[band]'s singer [per] told [paper] that [work] was inspired by [place].
The single reached number [num] in [country] and was covered by [band].
[per] plays the detective in [work], which airs on [paper] on [day].
[band] won the [event] for [work], beating [band], [band] and [per].
[per] joined [band] on bass after leaving [band]; [given] plays drums.
In the video for " [work] ", directed by [per], the band walks through [place].
[work] was published by [company] in [num]; a sequel, [work], followed.
[sur] wrote for [paper], [paper] and [paper] before publishing her novel [work].
[per], editor of [paper], said the [adj] community in [place] felt let down.
[radio] is a radio station in [place], [region], owned by [org].
[radio] broadcasts in [lang] and [lang] to listeners in [place].
[per] hosts the breakfast show on [radio] with [per].
[company] launched the [product], a rival to [company]'s [product].
The [product] was built by [company] at its plant in [place].
[company] shares rose after [company] agreed to buy its [country] unit.
[company] and [company] are suing [company] over the [product].
[company], the maker of the [product], said [sur] would replace [per] as chief executive.
[per], founder of [company], sold his stake to [company] for $[num] million.
[org] was renamed [org] in [num] and moved its headquarters from [place] to [place].
[org], a division of [org], makes parts for [company] and [company].
The [railway] opened between [place] and [place] in [num].
A [railway] train struck a car at the crossing near [place], [region].
The injured were taken to [hospital] in [place].
[per] died at [hospital] in [place], [region], aged [num].
[per] studied law at [school] and [school] and taught at [school].
[per] received a degree from [school] and later joined the faculty of [school].
[school] is a public school in [place], [region]. Its teams are the [mascot].
[school] scientists led by [per] published the findings in [paper].
[place] is a village in the [dem] county of [region], known as [place] in the Domesday Book.
[place] is a municipality in [region], [country]. It borders [place], [place] and [place].
[place] can be spelt as [place] or even [place].
The village belongs to [place] and lies on the road to [place].
[place], [region], is the county seat of [place].
They lived at [num] [street], [place], until moving to [place].
[per] was born on [num] [month] [num] in [place] near [place], in a [dem] family.
[per] ([num] - [num]) was a [dem] painter born in [place].
[per] (Russian: [per]; born [month] [num], [num]) is a [dem] singer.
[per], née [sur], was a [dem] writer.
[sur] married [per], daughter of [per] of [place], in [num].
[given] and [given] [sur] moved from [place] to [place] with their son [given].
King [given] of [country] sent Prince [given] to [place].
Pope [given] and King [given] met at [place].
Saint [given] is the patron of [place].
[per] Jr. and [per] III inherited the [place] estate.
DJ [given], DJ [sur] and MC [given] played at the opening.
Dr. [sur] and Mrs. [sur] thanked [title] [per].
Mr. [sur] of [place] wrote to Lord [sur] about the [event].
The [nation] and the [nation] settled in [place] and traded with the [nation].
[nation] in [place] speak [lang]; in [country] most speak [lang].
The word comes from [lang]; in [lang] it means river.
It was translated from [lang] into [lang] by [per].
Most [nation] are [adj], while the [nation] of [place] follow [adj] customs.
[adj] groups and [adj] leaders in [place] condemned the attack.
The [adj] calendar was used in [country] until [num].
A [dem] court fined [company] for misleading [dem] customers.
The [dem] language is spoken in [place]; the [dem] alphabet has [num] letters.
[dem] troops, [dem] tanks and [dem] aircraft entered [place].
The [dem] embassy in [place] and the [dem] consulate in [place] were closed.
She is a [dem]-[dem] actress who lives between [place] and [place].
[dem] forces, backed by [dem] advisers, took [place] from [dem] rebels.
It is the largest [dem] city after [place].
The [event], held in [place], drew [num] fans from [country] and [country].
She won the [event] in [num] and the [event] in [num].
He was awarded the [event] for his work at [school].
The [event] was signed in [place] by [country] and [country].
After the [event], [per] emigrated from [country] to [place].
During the [event], [place] was bombed by the [unit].
The Battle of [where] was the first of the [event].
The [where] Agreement and the [where] Declaration were never ratified.
The [who] Prize, the [who] Medal and the [who] Award are given each year in [place].
The [who] Act and the [who] Amendment were backed by the [party].
The [who] effect was described by [per] in [paper].
The USS [where] and HMS [nounword] sailed from [place].
Hurricane [who] struck [place] and [place]; Tropical Storm [who] followed.
[party] leader [per] accused the [party] of betraying voters in [place].
[per] ([party]) defeated [per] ([party]) by [num] votes in [place].
The [party] won [num] seats, the [party] [num] and the [party] [num].
[per] served as the [party] MP for [place] until the [num] election.
[sur] left the [party] in [num] to found the [party].
The [num] [dem] general election was won by the [party] under [per].
[sur] was elected to the [body] in [num] as a member of the [party].
The [body] and the [body] asked [country] to let inspectors into [place].
The [body] voted [num] to [num] to confirm [title] [per].
[body] spokesman [per] said the [body] had no plans to act.
A [body] report accused [country] of torture in [place].
[body] officials told [paper] that [sur] had been warned.
The [org] is headed by [per], a former [body] official.
The [org], known as [acro], has members in [country], [country] and [country].
[per] chairs the [org] and sits on the board of [org].
[org] v. [org] was heard by the [body] in [num].
According to [paper], the [body] paid [company] $[num] million.
[paper] reported on [day] that [title] [sur] would meet [sur] in [place].
"It is a disgrace," [per] told [paper]. "[country] deserves better."
[sur] is married to [per], a [paper] journalist; they live in [place] with their dog.
[per], a [num]-year-old nurse from [place], [region], said she heard the blast.
[per], [num], of [place], was sentenced to [num] months by Judge [sur].
Police in [place], [region], are looking for [per], last seen near [place].
[place] police chief [per] said the gunman, [per], had no ties to the [body].
A fire broke out at the [thing] near [place]. No one was hurt.
[sur]: [place] talks 'going well'
[sur] sues [company] over [place] crash
[company] to cut [num] jobs in [place]
[team] 3, [team] 2: [sur] strikes late
[body] Warns [country] Over [event]
[per] On [work], [sur] And Life In [place]
How [per] Became The Face Of [company]
The [adj] Case For [sur]
What [sur] And [sur] Mean For The [event]
[country], [country] trade blame as [body] meets
[per] dies at [num]; wrote '[work]'
[place] marathon: [per] of [country] wins again
[per] and [per] in [place]: what we know
[place] & [place]: two cities, one river
[sur] and [sur] fly to [place] and [place]
[per] flies to [place]
[per] visits [place] and [place]
[given] [sur] goes to [place]
See the Official Site for details, or the List of Works.
The Director of Sales and the Head of Marketing will attend.
It is a Registered Historic Place in [place], [region].
The Old Mill and the Town Hall in [place] were built in [num].
I went to [place] last year with [given] and [given].
My friend [given] works for [company] in [place].
Thanks, [given]
Does anyone know if [company] still sells the [product]?
[place]-based [company] hired [per] from [place]-based [org].
[sur]-led talks and a [sur]-backed plan failed in [place].
The [sur]-[sur] bill and the [place]-[place] line were both delayed.
[per]-style politics has reached [place].
[per] left for [place] after speaking to [per].
[per] said [sur] and [given] were at home.
[per], aged [num], and [per], the [org]'s head, were there too.
"""

_SENTENCES = (1, 1, 1, 2, 3, 4)
_AGAIN = 0.35
_ENGLISH = 0.35
"""How often a person's name is English, of fourteen peoples: the papers that we read are."""


def sentences(
    cities: Sequence[str], countries: Sequence[str], regions: Sequence[str], count: int, rng: Random
) -> list[Sentence]:
    """So many passages; ``cities``, ``countries`` and ``regions`` lend their names."""
    templates = TEMPLATES.strip().splitlines()
    names = Names(cities, countries, regions, rng)
    passages = []
    for _ in range(count):
        cast = Cast(names, rng)
        passages.append(joined([_filled(rng.choice(templates), cast) for _ in range(rng.choice(_SENTENCES))]))
    return passages


def joined(parts: Sequence[Sentence]) -> Sentence:
    """The sentences as one, in their order."""
    tokens: list[str] = []
    mentions: list[Mention] = []
    for part in parts:
        mentions += [(kind, len(tokens) + start, len(tokens) + end) for kind, start, end in part.mentions]
        tokens += part.tokens
    return Sentence(tuple(tokens), frozenset(mentions))


class Names:
    """Names of every kind, drawn one at a time."""

    def __init__(self, cities: Sequence[str], countries: Sequence[str], regions: Sequence[str], rng: Random) -> None:
        self._cities, self._countries, self._regions, self._rng = cities, countries, regions, rng
        self._peoples = [(given.split(), _families(family), first) for given, family, first in known.PEOPLES]
        self._first_families = {family for _, families, first in self._peoples if first for family in families}

    def any_of(self, names: str) -> str:
        """One of names that are parted by semicolons."""
        return self._rng.choice(names.split(";"))

    def number(self) -> str:
        """A number, often a year."""
        return str(self._rng.choice([self._rng.randrange(2, 200), self._rng.randrange(1700, 2027)]))

    def person(self) -> str:
        """A full name, now and then with an initial or a second family."""
        given, families, family_first = self._people()
        first, last = self._rng.choice(given), self._rng.choice(families)
        if family_first:
            return f"{last} {first}"
        middle = self._rng.choice(["", "", "", "", f" {self._rng.choice('ABCDEFGHJKLMNPRSTW')}."])
        double = f"-{self._rng.choice(families)}" if self._rng.random() < 0.05 else ""
        return f"{first}{middle} {last}{double}"

    def surname(self) -> str:
        """A family name alone."""
        return self._rng.choice(self._people()[1])

    def given(self) -> str:
        """A given name alone."""
        return self._rng.choice(self._people()[0])

    def parts_of(self, name: str) -> tuple[str, str]:
        """The family name and the given name of a person."""
        first, *rest = name.split()
        return (first, " ".join(rest)) if first in self._first_families else (rest[-1], first)

    def _people(self) -> tuple[list[str], list[str], bool]:
        return self._peoples[0] if self._rng.random() < _ENGLISH else self._rng.choice(self._peoples)

    def city(self) -> str:
        """A city."""
        return self._rng.choice(self._cities)

    def country(self) -> str:
        """A country."""
        return self._rng.choice(self._countries)

    def region(self) -> str:
        """A state, a province, or a stretch of land or water."""
        return self._rng.choice(self._regions) if self._rng.random() < 0.4 else self.any_of(known.REGIONS)

    def place(self) -> str:
        """A city, a country, a region or a landmark."""
        draw = self._rng.random()
        ways = ((0.36, self.city), (0.47, self._landmark), (0.7, self.country), (1.0, self.region))
        return next(way for share, way in ways if draw < share)()

    def _landmark(self) -> str:
        """A county, a river, a street and the like."""
        name = self._rng.choice([self.surname, self.city])()
        side = self.any_of("North;South;East;West;Upper;Lower;New;Old;Port;Fort;San;St.")
        kind = self.any_of(
            "County;River;Street;Avenue;Road;Airport;International Airport;Province;District;Island;Bay;Creek;Hall;"
            "Castle;Bridge;Park;Square;Valley;Hills;Stadium;Station;Beach;Forest;Cathedral;Parish;Township;Lake"
        )
        water = f"{self.any_of('Lake;Mount')} {name}"
        return self._rng.choice([f"{name} {kind}", f"{name} {kind}", f"{side} {name}", water])

    def street(self) -> str:
        """A street."""
        return f"{self._rng.choice([self.surname, self.city])()} {self.any_of('Street;Avenue;Road;Lane;Drive;Square')}"

    def organisation(self) -> str:
        """An organisation of any sort."""
        ways: Sequence[Callable[[], str]] = (
            self.company,
            self.body,
            self.paper,
            self.team,
            self.school,
            self.party,
            self.band,
            self.acronym,
            self._made_up,
            self._made_up,
            self._made_up,
        )
        return self._rng.choice(ways)()

    def company(self) -> str:
        """A company, known or not."""
        thing = self.any_of(known.THINGS)
        noun = self.any_of(known.NOUNS)
        return self._rng.choice(
            [
                self.any_of(known.COMPANIES),
                self.any_of(known.COMPANIES),
                f"{self.surname()} & {self.surname()}",
                f"{self.surname()} {thing}",
                f"{noun} {thing}",
                f"{self.surname()}'s",
                f"{noun}{self.any_of('soft;ware;tech;corp;gen;net;com;ix;ora')}",
                f"{self.surname()} {self.any_of('Brothers;& Sons;& Co.;Inc.;Corp.;Ltd;Pty Ltd;LLC;AG;GmbH;SA;plc')}",
            ]
        )

    def body(self) -> str:
        """A public body."""
        office = self.any_of("Institute;Centre;Center;Council;Ministry;Department;Office;Bureau;Commission;Committee")
        return self._rng.choice(
            [
                self.any_of(known.BODIES),
                self.any_of(known.BODIES),
                f"{office} {self.any_of('for;of')} {self.any_of(known.FIELDS)}",
                f"{self._rng.choice(self._regions)} {self.any_of('Department of;Board of')} "
                f"{self.any_of(known.FIELDS)}",
                f"{self.country()} {self.any_of('Central Bank;Football Association;Red Cross;Air Force;Congress')}",
            ]
        )

    def paper(self) -> str:
        """A newspaper, a channel or an agency."""
        local = f"{self.city()} {self.any_of('Times;Post;Herald;Daily News;Tribune;Gazette;Chronicle;Star;Echo;TV')}"
        return self._rng.choice([self.any_of(known.PAPERS), self.any_of(known.PAPERS), local])

    def radio(self) -> str:
        """A radio station."""
        letters = "".join(self._rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=2))
        frequency = f"{self._rng.randrange(87, 108)}.{self._rng.randrange(10)}"
        return self._rng.choice(
            [
                f"W{letters}A",
                f"K{letters}B-FM",
                f"{self._rng.randrange(2, 9)}{letters}",
                f"Radio {self.city()}",
                f"{self.city()} FM",
                f"{self.any_of(known.NOUNS)} {frequency}",
                f"BBC Radio {self.city()}",
            ]
        )

    def team(self) -> str:
        """A club; now and then under the name of its town alone."""
        mascot = self.any_of(known.MASCOTS)
        draws = [self.any_of(known.TEAMS), f"{self.city()} {mascot}", f"{self.city()} {mascot}", self.city(), mascot]
        return self._rng.choice([*draws, f"{self.any_of('FC;AC;SV;Real;Dynamo;Sporting')} {self.city()}"])

    def unit(self) -> str:
        """A part of an army."""
        count = self._rng.randrange(1, 200)
        ending = {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th") if count not in (11, 12, 13) else "th"
        kind = self.any_of(
            "Infantry Division;Air Division;Infantry Regiment;Cavalry;Battalion;Brigade;Fighter Wing;Armoured Division;"
            "Infantry;Bomb Group;Airborne;Army;Panzer Division;Fleet;Rifles;Air Force;Marines"
        )
        return self._rng.choice(
            [
                f"{count}{ending} {kind}",
                f"{count}{ending} {kind}",
                f"{count}{ending} {self._rng.choice(self._regions)}",
                f"{count}{ending}",
                f"{self.any_of('I;II;IV;V;VI;IX;XII;XX')} Corps",
                f"{self.surname()}'s {self.any_of('Brigade;Division')}",
                f"Royal {self.city()} {self.any_of('Fusiliers;Regiment;Rifles')}",
            ]
        )

    def school(self) -> str:
        """A university, a school or a museum."""
        city, region = self.city(), self._rng.choice(self._regions)
        return self._rng.choice(
            [
                self.any_of("Harvard;Harvard University;Yale;MIT;Stanford University;Princeton;Oxford;Juilliard"),
                self.any_of(
                    "Oxford University;Cambridge University;UCLA;NYU;Columbia University;Sorbonne;"
                    "Georgetown;Cornell;LSE"
                ),
                f"University of {city}",
                f"University of {region}",
                f"{city} {self.any_of('University;National University;State University;College;High School')}",
                f"{self.surname()} {self.any_of('University;College;High School;Academy;School of Law;School')}",
                f"{self.any_of('Royal;National')} {self.any_of('College;Academy;Museum')} of "
                f"{self.any_of('Music;Art')}",
                f"{city} {self.any_of('Institute of Technology;School of Medicine;Museum;Public Library;Polytechnic')}",
            ]
        )

    def party(self) -> str:
        """A party."""
        first = self.any_of("People;Workers;Farmers;National;Freedom;Justice;Progress;Unity;Democratic;Christian;New")
        kind = self.any_of("Party;Front;Alliance;Movement;Union;League")
        mark = self._rng.choice([" ", "'s ", "' "])
        return self._rng.choice(
            [self.any_of(known.PARTIES)] * 2 + [f"{first}{mark}{kind}", f"{self.any_of(known.DEMONYMS)} {first} {kind}"]
        )

    def band(self) -> str:
        """A group of musicians."""
        first, second = self._rng.sample(known.NOUNS.split(";"), 2)
        place = self.city()
        return self._rng.choice(
            [self.any_of(known.BANDS)] * 3
            + [f"The {first}s", f"{first} {second}", f"{first} {second}s", f"{first} and the {second}s"]
            + [f"{self.number()} {first}s", f"The {first} of {second}", f"{first}", f"{first}s of {place}"]
            + [f"{self.given()} and the {first}s", f"{self.surname()} {second} Band"]
        )

    def acronym(self) -> str:
        """Three or four capitals."""
        return "".join(self._rng.choices("ABCDEFGHIJKLMNOPRSTUW", k=self._rng.choice([3, 3, 4])))

    def work(self) -> str:
        """A film, a book, a song: no entity of ours, whatever names stand in it."""
        first, second = self._rng.sample(known.NOUNS.split(";"), 2)
        return self._rng.choice(
            [self.any_of(known.WORKS)] * 3
            + [f"{first} {second}", f"The {first}", f"The {first} of {second}", f"{first}s in {self.city()}"]
            + [f"A {first} for {self.given()}", f"{self.given()}'s {second}", f"Made in {self.city()}", first]
            + [f"Songs of {self.country()}", f"The {second} of {self.surname()}", f"Return to {self.city()}"]
        )

    def _made_up(self) -> str:
        """An organisation named after a place, a family or a field."""
        city, field_name, thing = self.city(), self.any_of(known.FIELDS), self.any_of(known.THINGS)
        who = self.any_of("American;National;International;World;Royal;Federal;European;Asian;United;Central;Global")
        kind = self.any_of("Association;Society;Federation;Union;Council;Foundation;Institute;Committee;Board;League")
        trade = self.any_of("Teachers;Engineers;Farmers;Architects;Nurses;Miners;Writers;Broadcasters;Physicians")
        return self._rng.choice(
            [
                f"{city} {thing}",
                f"{self.surname()} {thing}",
                f"{self.any_of(known.NOUNS)} {thing}",
                f"{who} {kind} of {trade}",
                f"{who} {trade} {kind}",
                f"{kind} for {field_name}",
                f"{who} {thing}",
                f"{self.surname()} {self.any_of('Foundation;Institute;Trust;Center;Fund;Museum')}",
                f"{self.railway()}",
                f"{self.hospital()}",
            ]
        )

    def railway(self) -> str:
        """A railway."""
        kind = self.any_of("Railway;Railroad;Line;Rail;Transit Authority")
        return self._rng.choice([f"{self.city()} {kind}", f"{self.city()} and {self.city()} {kind}"])

    def hospital(self) -> str:
        """A hospital."""
        kind = self.any_of("Hospital;General Hospital;Medical Center;Clinic;Memorial Hospital")
        return f"{self._rng.choice([self.city, self.surname])()} {kind}"

    def adjective(self) -> str:
        """Of a nation, a faith or an age: no entity of ours."""
        return self.any_of(self._rng.choice([known.ADJECTIVES, known.DEMONYMS]))

    def of_kind(self, kind: str) -> str:
        """A name that can stand for a mention of that kind."""
        if kind == "person":
            return self.person() if self._rng.random() < 0.75 else self.surname()
        return self.organisation() if kind == "organisation" else self.place()


@dataclass(slots=True)
class Cast:
    """Whom and what one passage speaks of: a name that was drawn may come again, in full or in short."""

    names: Names
    rng: Random
    people: list[str] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    def draw(self, slot: str) -> str:
        """What to put into a slot of a template."""
        if slot in ("sur", "given"):
            return self._bare(slot)
        if slot == "acro":
            return self._acronym()
        pool = {"person": self.people, "organisation": self.organisations, "place": self.places}.get(
            KIND_OF.get(slot, ""), []
        )
        if pool and slot in ("per", "org", "team", "band", "place") and self.rng.random() < _AGAIN / 2:
            return self._in_short(self.rng.choice(pool), slot)
        name = _SLOTS[slot](self.names)
        if slot not in ("country", "placecaps", "paper"):
            pool.append(name)
        return name

    def _bare(self, slot: str) -> str:
        """One name of a person who was named in full, where there is any."""
        if self.people and self.rng.random() < 0.6:
            family, given = self.names.parts_of(self.rng.choice(self.people))
            return family if slot == "sur" else given
        return self.names.surname() if slot == "sur" else self.names.given()

    def _acronym(self) -> str:
        """The initials of an organisation that was named, where that makes three letters or more."""
        letters = ["".join(re.findall(r"\b[A-Z]", name)) for name in self.organisations]
        fitting = [own for own in letters if len(own) > 2]
        return self.rng.choice(fitting) if fitting and self.rng.random() < 0.7 else self.names.acronym()

    def _in_short(self, name: str, slot: str) -> str:
        """A name that was drawn before, as it is said again."""
        words_of = name.split()
        if slot in ("org", "team") and len(words_of) == 2 and self.rng.random() < 0.4:
            return words_of[self.rng.choice([0, -1])] if slot == "team" else words_of[0]
        return name


def _families(names: str) -> list[str]:
    """Family names parted by spaces; a small word or "Le", "Di", "Ben" belongs to what follows."""
    return re.findall(r"(?:(?:von|de la|de|van den|bin|Le|Di|Ben|Van|Thi) )?[^\s]+", names)


_SLOT = re.compile(r"\[(\w+)\]")


def _filled(template: str, cast: Cast) -> Sentence:
    """The template with a name in each slot."""
    tokens: list[str] = []
    mentions: list[Mention] = []
    for place, part in enumerate(_SLOT.split(template)):
        text = cast.draw(part) if place % 2 else part
        start = len(tokens)
        tokens += words(text)
        if place % 2 and part in KIND_OF:
            # "the" before a name is no part of it, as in the sets that we learn from.
            mentions.append((KIND_OF[part], start + (tokens[start] == "the"), len(tokens)))
    return Sentence(tuple(tokens), frozenset(mentions))


KIND_OF: dict[str, EntityKind] = {
    **dict.fromkeys(("per", "sur", "given"), "person"),
    **dict.fromkeys(("place", "placecaps", "country", "region", "street"), "place"),
    **dict.fromkeys(
        ("org", "acro", "band", "team", "league", "paper", "company", "body", "party", "unit", "school"), "organisation"
    ),
    **dict.fromkeys(("radio", "railway", "hospital"), "organisation"),
}
"""What the names in a slot are; those of other slots are nobody's."""

_SLOTS: dict[str, Callable[[Names], str]] = {
    "per": Names.person,
    "org": Names.organisation,
    "band": Names.band,
    "team": Names.team,
    "league": lambda names: names.any_of(known.LEAGUES),
    "paper": Names.paper,
    "company": Names.company,
    "body": Names.body,
    "party": Names.party,
    "unit": Names.unit,
    "school": Names.school,
    "radio": Names.radio,
    "railway": Names.railway,
    "hospital": Names.hospital,
    "place": Names.place,
    "placecaps": lambda names: names.place().upper(),
    "country": Names.country,
    "region": Names.region,
    "work": Names.work,
    "adj": Names.adjective,
    "where": Names.city,
    "who": Names.surname,
    "street": Names.street,
    "title": lambda names: names.any_of(known.TITLES),
    "dem": lambda names: names.any_of(known.DEMONYMS),
    "day": lambda names: names.any_of(known.DAYS),
    "month": lambda names: names.any_of(known.MONTHS),
    "event": lambda names: names.any_of(known.EVENTS),
    "product": lambda names: names.any_of(known.PRODUCTS),
    "lang": lambda names: names.any_of(known.LANGUAGES),
    "nation": lambda names: names.any_of(known.NATIONS),
    "thing": lambda names: names.any_of(known.THINGS).lower(),
    "mascot": lambda names: names.any_of(known.MASCOTS),
    "nounword": lambda names: names.any_of(known.NOUNS),
    "act": lambda names: names.any_of(known.ACTS),
    "num": Names.number,
}


def words(text: str) -> list[str]:
    """Words and marks."""
    return re.findall(r"['’]s\b|(?:\b[A-Z]\.){2,}|\w+|[^\w\s]", text)
