"""What templates say: instants in words, a list by days, the health of a source. Pure; ``now`` is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from gettext import NullTranslations
from itertools import groupby
from typing import Literal, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from markupsafe import Markup

from mynews.model.article import Card
from mynews.model.interest import Interest, Subject
from mynews.model.source import Source
from mynews.model.story import StoryCard
from mynews.ranking.ranker import Belief
from mynews.services.personal.editions import HiddenStory
from mynews.services.personal.foresee import Foresight
from mynews.services.personal.front_page import Section

# As many as fill the grid of the first page on a wide screen: a lead, two beside it, a row of three.
FRONT = 6
_LEAST_FOR_A_FRONT = 3
_ENGLISH = NullTranslations()
_RECENT = timedelta(hours=12)
_UNFETCHED = {
    "sample": "Comes with myNEWS: invented news to look around in.",
    "newsletter": "Arrives by mail.",
    "file": "A file of yours, read once.",
}
_LONGEST_BAR = 3.0  # in log-odds: twenty times as likely
Shown = TypeVar("Shown")
# The widest topics of IPTC, as papers call such pages.
_TOPIC_HEADINGS = {
    "01000000": "Culture",
    "02000000": "Justice",
    "03000000": "Disasters",
    "04000000": "Economy",
    "05000000": "Education",
    "06000000": "Environment",
    "07000000": "Health",
    "08000000": "People",
    "09000000": "Work",
    "10000000": "Life",
    "11000000": "Politics",
    "12000000": "Religion",
    "13000000": "Science",
    "14000000": "Society",
    "15000000": "Sport",
    "16000000": "Conflicts",
    "17000000": "Weather",
}
_KIND_HEADINGS = {"must know": "Must know", "for you": "For you", "rest": "Also for you"}
HEADINGS = (*_KIND_HEADINGS.values(), *_TOPIC_HEADINGS.values(), "Would go", "Would come", "Would rise", "Would sink")
"""All that can stand above stories: what a catalogue of other languages must know."""


@dataclass(frozen=True, slots=True)
class Day:
    """The articles of one day in a list; ``goes_on`` where others of it stand above."""

    at: date
    cards: tuple[Card, ...]
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Front:
    """A list as its first page shows it: the newest articles large, then the rest by days."""

    cards: tuple[Card, ...]
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """How a source is, in words. ``sentence`` says what is wrong or what it is; ``rhythm`` when it is fetched."""

    tone: Literal["well", "waiting", "ill", "resting"]
    sentence: str
    rhythm: str


def front_of(cards: Sequence[Card], zone: tzinfo | None = None) -> Front:
    """The first page of a list, in the order of the list."""
    front = tuple(cards[:FRONT]) if len(cards) >= _LEAST_FOR_A_FRONT else ()
    rest = days_of(cards[len(front) :], zone)
    if front and rest and _day(front[-1].sort_at, zone) == _day(rest[0].cards[0].sort_at, zone):
        rest = (Day(rest[0].at, rest[0].cards, goes_on=True), *rest[1:])
    return Front(front, rest)


def front_of_stories(cards: Sequence[StoryCard]) -> tuple[tuple[Card, ...], tuple[Card, ...]]:
    """The first page of stories, the most important first: those shown large, and the rest."""
    return parted(tuple(map(lead_of, cards)))


def parted(cards: tuple[Shown, ...]) -> tuple[tuple[Shown, ...], tuple[Shown, ...]]:
    """A list as its first page shows it: what stands large, and the rest."""
    large = FRONT if len(cards) >= _LEAST_FOR_A_FRONT else 0
    return cards[:large], cards[large:]


def section_heading(section: Section) -> str:
    """What stands above a section of the front page."""
    if section.kind == "topic":
        return _TOPIC_HEADINGS.get(section.topic, "")
    return _KIND_HEADINGS[section.kind]


def lead_of(story: StoryCard) -> Card:
    """A story as lists show it: its lead article at the time of its latest one."""
    return Card(
        id=story.lead_id,
        source_id=story.source_id,
        source_name=story.source_name,
        headline=story.headline,
        kicker=story.kicker,
        teaser=story.teaser,
        byline="",
        language=story.language,
        picture=story.picture,
        url=None,
        sort_at=story.latest_at,
        changed_at=None,
        story_id=story.id,
        in_story=story.articles,
    )


def address_of(story: StoryCard) -> str:
    """Where a story leads from a list: to its page, or to its only article."""
    return f"/story/{story.id}" if story.articles > 1 else f"/article/{story.lead_id}"


def days_of(cards: Sequence[Card], zone: tzinfo | None = None) -> tuple[Day, ...]:
    """A list in time order, cut at midnight."""
    by_day = groupby(cards, lambda card: _day(card.sort_at, zone))
    return tuple(Day(day, tuple(some)) for day, some in by_day)


def heading_of(day: Day, now: datetime, zone: tzinfo | None = None, words: NullTranslations = _ENGLISH) -> str:
    """What stands above the articles of a day."""
    heading = day_heading(day.at, _day(now, zone), words)
    if not day.goes_on:
        return heading
    near = heading in (words.gettext("Today"), words.gettext("Yesterday"))
    return words.gettext("More from {}").format(heading.lower() if near else heading)


def day_heading(day: date, today: date, words: NullTranslations = _ENGLISH) -> str:
    """What a day is called above its articles."""
    if day == today:
        return words.gettext("Today")
    if day == today - timedelta(days=1):
        return words.gettext("Yesterday")
    year = "" if day.year == today.year else f" {day.year}"
    return f"{words.gettext(f'{day:%A}')}, {day.day} {words.gettext(f'{day:%B}')}{year}"


def exact(instant: datetime, zone: tzinfo | None = None, words: NullTranslations = _ENGLISH) -> str:
    """An instant in full."""
    local = instant.astimezone(zone)
    return f"{words.gettext(f'{local:%A}')}, {local.day} {words.gettext(f'{local:%B}')} {local:%Y, %H:%M}"


def machine(instant: datetime) -> str:
    """An instant for the ``datetime`` attribute and for addresses, in as few letters as there can be."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def date_of(instant: datetime, zone: tzinfo | None = None) -> str:
    """The day of an instant for the ``datetime`` attribute, by the clocks of the server."""
    return _day(instant, zone).isoformat()


def brief(instant: datetime, now: datetime, zone: tzinfo | None = None, words: NullTranslations = _ENGLISH) -> str:
    """How long ago, or when, where the day is not said otherwise."""
    if timedelta() <= now - instant < _RECENT:
        return ago(instant, now, words)
    local, today = instant.astimezone(zone), _day(now, zone)
    if local.date() == today:
        return f"{local:%H:%M}"
    if local.date() == today - timedelta(days=1):
        return f"{words.gettext('Yesterday')}, {local:%H:%M}"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local.day} {words.gettext(f'{local:%b}')}{year}, {local:%H:%M}"


def clock(instant: datetime, now: datetime, zone: tzinfo | None = None, words: NullTranslations = _ENGLISH) -> str:
    """How long ago, or at what time, below the heading of its day."""
    return ago(instant, now, words) if timedelta() <= now - instant < _RECENT else f"{instant.astimezone(zone):%H:%M}"


def ago(instant: datetime, now: datetime, words: NullTranslations = _ENGLISH) -> str:
    """How long ago."""
    passed = now - instant
    if passed < timedelta(minutes=1):
        return words.gettext("Just now")
    return words.gettext("{} ago").format(_length(passed, words))


def health_of(source: Source, now: datetime) -> Health:
    """How a source is and when it is fetched."""
    state = source.state
    if source.kind in _UNFETCHED:
        return Health("resting", _UNFETCHED[source.kind], "")
    if state.fetched_at is None:
        return Health("waiting", "Waits to be fetched for the first time.", "")
    fetched = f"Fetched {ago(state.fetched_at, now).lower()}"
    if state.failures:
        often = "once," if state.failures == 1 else f"{state.failures} times in a row, last"
        return Health("ill", state.illness, f"Failed {often} {ago(state.fetched_at, now).lower()}{_next(source, now)}")
    if state.illness:
        return Health("ill", f"Readable, with a fault: {state.illness}", fetched + _next(source, now))
    return Health("well", "", fetched + _next(source, now))


def host_name(url: str | None) -> str:
    """The site of an address as people say it."""
    if not web_address(url):
        return ""
    return (urlsplit(url or "").hostname or "").removeprefix("www.")


def web_address(url: str | None) -> str:
    """An address that a link may lead to; empty for anything but http and https."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else ""
    except ValueError:
        return ""


def size(octets: int | None) -> str:
    """The size of a file in words; empty where it is not known."""
    if not octets or octets < 1000:
        return ""
    return f"{octets / 1e6:.0f} MB" if octets >= 1e6 else f"{octets / 1e3:.0f} kB"


def counted(count: int, one: str, many: str, words: NullTranslations = _ENGLISH) -> str:
    """A count with its noun."""
    return f"{count:,} {words.ngettext(one, many, count)}"


def opened(name: str) -> str:
    """A name as it stands at the beginning of a line."""
    return name[:1].upper() + name[1:]


def signed(weight: float) -> str:
    """A weight with its sign, to two digits."""
    return f"{weight:+.2f}".replace("-", "−")


def bar(weight: float, longest: float = 0.0) -> Markup:
    """A weight as a bar, to the right of the middle for what speaks for, to the left for what speaks against.

    ``longest`` is the greatest weight that it is to be compared with.
    """
    whole = max(longest, _LONGEST_BAR)
    length = min(abs(weight), whole)
    kind, begin = ("for", 0.0) if weight >= 0 else ("against", -length)
    return Markup(
        '<svg class="bar" viewBox="{} 0 {} 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="{}" x="{:.2f}" width="{:.2f}" height="1"/></svg>'
    ).format(-whole, 2 * whole, kind, begin, length)


def evidence(belief: Belief, words: NullTranslations = _ENGLISH) -> str:
    """What a belief rests on, in words."""
    if belief.corrected:
        return words.gettext("as you said")
    seen = max(1, round(belief.seen))
    told = words.ngettext("read {read} of {seen} story", "read {read} of {seen} stories", seen)
    read = round(belief.read / belief.seen * seen) if belief.seen else 0  # a third of a story that was read was read
    return told.format(read=f"{read:,}", seen=f"{seen:,}")


def foretold(foresight: Foresight) -> str:
    """What a rule would do to an edition, in numbers."""
    shifts = (("go", foresight.go), ("come", foresight.come), ("rise", foresight.rise), ("sink", foresight.sink))
    (verb, count), *others = [(verb, len(some)) for verb, some in shifts if some] or [("change", 0)]
    first = f"{counted(count, 'story', 'stories')} would {verb}"
    return ", ".join([first, *(f"{number} {word}" for word, number in others)])


def page_of(subject: Subject) -> str:
    """Where a subject has its page; for authors and words what a search finds."""
    if subject.kind == "author":
        return f"/search?{urlencode({'q': f'author:{quoted(subject.name or subject.key)}'})}"
    if subject.kind == "word":
        return f"/search?{urlencode({'q': quoted(subject.key) if ' ' in subject.key else subject.key})}"
    return f"/{subject.kind}/{quote(subject.key, safe='')}"


def quoted(words: str) -> str:
    """Words as the search takes them for a phrase."""
    return '"{}"'.format(words.replace('"', " "))


def phrase_of(query: str) -> str:
    """What one can follow of a query: a word or a phrase; empty for one that asks for more or less than that."""
    words = query.strip('"“” ').split()
    plain = all(word.isalnum() or word.strip("'’.-").replace("-", "").isalnum() for word in words)
    begins = any(word.startswith("-") for word in words)
    return " ".join(words) if words and plain and not begins and (len(words) == 1 or query[0] in '"“') else ""


def by_rule(hidden: Sequence[HiddenStory]) -> list[tuple[Interest | None, list[StoryCard]]]:
    """Hidden stories below the rule that hides them, in the order in which they come."""
    found: dict[Interest | None, list[StoryCard]] = {}
    for each in hidden:
        found.setdefault(each.rule, []).append(each.story)
    return list(found.items())


def _day(instant: datetime, zone: tzinfo | None) -> date:
    return instant.astimezone(zone).date()


def _next(source: Source, now: datetime) -> str:
    due = source.state.next_fetch_at
    if due is None:
        return "; not fetched any more"
    return "; due now" if due - now < timedelta(minutes=1) else f"; again in {_length(due - now)}"


def _length(time: timedelta, words: NullTranslations = _ENGLISH) -> str:
    minutes = max(1, int(time.total_seconds() // 60))
    if minutes < 60:
        return words.gettext("{} min").format(minutes)
    if minutes < 48 * 60:
        return words.gettext("{} h").format(minutes // 60)
    return words.gettext("{} days").format(minutes // (24 * 60))


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def device(agent: str) -> str:
    """What a browser that says this of itself may be called: "Firefox on Linux"."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or agent[:40] or "A browser that does not say which"
