"""Plain scraped text of papers of several makes; all but the seed is invented here."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mynews.intake.clean import plain_text
from mynews.intake.text import parse_text
from mynews.model.article import Picture, RelatedLink
from mynews.model.errors import ParseError
from tests.intake.seed import read_seed

HARBOUR = """\
SKIP TO CONTENT
Advertisement
Port cities
Make sense of the coast with Harbour Plus
Every tide, explained in five minutes
Find out more

Dock workers in Port Alma accept pay deal after eleven weeks of strikes

- Union members vote four to one for the offer
- First container ships expected back on Monday

By Ines Falk and Tomas Rowe
Published: 3 May 2026, 09:40 GMT

Port cities

Dock workers in Port Alma voted on Saturday to accept a pay deal, ending a strike that had kept forty ships waiting.

The offer raises wages by nine per cent over two years and adds a third crew to the night shift, the union said.

Read more: Why the cranes of Port Alma stood still for a summer

“We did not win everything, but nobody will work alone at night again,” said Greta Holm, who leads the union.

Empty quays at Port Alma on the last day of the strike. Photograph: Milo Brandt/Agence Nord

Fishing villages along the northern coast count the losses of a silent summer

What happens next

The port authority said that the first ships would be unloaded on Monday morning, weather permitting.

Sign up to our weekly newsletter, The Tide, for more stories from the coast

It will take three weeks until all forty have been cleared, the harbour master said.

This story was published in the print edition of The Harbour Post under the headline: Night crews win the day

Topics: Strikes, Ports
Share
Comments
What a deal! I hope that it lasts longer than the last one did.
"""


def test_seed_text_comes_back_in_its_own_fields() -> None:
    seed = read_seed()
    article = parse_text(seed.text)
    assert article.kicker == seed.kicker
    assert article.headline == seed.headline
    assert article.key_points == seed.key_points
    assert [picture.credit for picture in article.pictures] == ["AP", "Reuters"]
    assert [
        caption.startswith(picture.caption) for caption, picture in zip(seed.captions, article.pictures, strict=True)
    ]
    assert tuple(link.headline for link in article.related) == seed.related
    assert article.print_note == seed.print_note
    assert tuple(plain_text(article.body).split("\n\n")) == seed.paragraphs


def test_every_part_of_a_strike_story_has_its_own_field() -> None:
    article = parse_text(HARBOUR)
    assert article.kicker == "Port cities"
    assert article.headline == "Dock workers in Port Alma accept pay deal after eleven weeks of strikes"
    assert article.key_points == (
        "Union members vote four to one for the offer",
        "First container ships expected back on Monday",
    )
    assert article.byline == "Ines Falk, Tomas Rowe"
    assert article.published_at == datetime(2026, 5, 3, 9, 40, tzinfo=UTC)
    assert article.pictures == (
        Picture(None, "Empty quays at Port Alma on the last day of the strike.", "Milo Brandt/Agence Nord"),
    )
    assert article.related == (
        RelatedLink("Why the cranes of Port Alma stood still for a summer"),
        RelatedLink("Fishing villages along the northern coast count the losses of a silent summer"),
    )
    assert article.print_note.endswith("Night crews win the day")
    paragraphs = plain_text(article.body).split("\n\n")
    assert paragraphs[0].startswith("Dock workers in Port Alma voted on Saturday")
    assert paragraphs[3] == "What happens next"
    assert paragraphs[-1].startswith("It will take three weeks")
    assert len(paragraphs) == 6


COSMOS = """\
Science
Your curiosity deserves more
Try Cosmos Plus for stories that go deeper
Sign up now
A ring of dust seen by the Altair telescope in March. (Image credit: ESO/L. Vargas)

Dusty ring around young star may hide three planets, astronomers say

* The ring is twice as wide as the orbit of Neptune
* Gaps in the dust point to bodies that sweep it up
Published: 7:05am, 12 Feb 2026
Nadia Okafor

A ring of dust around a star no older than two million years may hide three planets, astronomers reported on Thursday.

How the team found the gaps

"We did not believe it at first," said Pavel Dvorak, who led the work at the observatory.

ALSO READ: Telescope on the moon gets its first mirror

Young planets are thought to sweep up dust as they circle their star, much as a broom does on a floor.

Why the oldest observatory in the Andes is closing its doors after a century

An artist's impression of the three planets. Illustration: M. Brandt/AFP

Not everyone is convinced. Some say that gas alone could make such gaps, without a single planet.

The Cosmos newsletter: the universe in your inbox every Friday

This story appeared in the March issue of Cosmos under the headline: Three in the dust
More from Cosmos
Comet returns after 800 years
The quiet sun puzzles researchers
Share
"""

BRIDGE = """\
POLITIK
Anzeige
Bürgermeisterin tritt nach Streit um Brücke zurück
Von Anna Weiß
12. März 2026, 10:30 Uhr

Die gesperrte Brücke am Dienstag. Foto: dpa

Die Bürgermeisterin ist am Dienstag zurückgetreten, nachdem der Rat ihre Pläne für eine neue Brücke abgelehnt hatte.

Lesen Sie auch: Warum die alte Brücke nicht mehr zu retten ist

Sie werde bis zum Sommer im Amt bleiben, sagte sie vor Journalisten im Rathaus.

Melden Sie sich für unseren Newsletter an und bleiben Sie informiert.

Der Rat will im April über die Nachfolge beraten.

Dieser Artikel erschien in der gedruckten Ausgabe vom 13. März.
Teilen
"""


def test_every_part_of_a_magazine_story_has_its_own_field() -> None:
    article = parse_text(COSMOS)
    assert (article.kicker, article.byline) == ("Science", "Nadia Okafor")
    assert article.headline == "Dusty ring around young star may hide three planets, astronomers say"
    assert len(article.key_points) == 2
    assert article.published_at == datetime(2026, 2, 12, 7, 5, tzinfo=UTC)
    assert [picture.credit for picture in article.pictures] == ["ESO/L. Vargas", "M. Brandt/AFP"]
    assert [link.headline for link in article.related] == [
        "Telescope on the moon gets its first mirror",
        "Why the oldest observatory in the Andes is closing its doors after a century",
        "Comet returns after 800 years",
        "The quiet sun puzzles researchers",
    ]
    assert article.print_note.startswith("This story appeared in the March issue")
    paragraphs = plain_text(article.body).split("\n\n")
    assert [line.split()[0] for line in paragraphs] == ["A", "How", '"We', "Young", "Not"]


def test_every_part_of_a_german_story_has_its_own_field() -> None:
    article = parse_text(BRIDGE)
    assert (article.kicker, article.byline, article.key_points) == ("POLITIK", "Anna Weiß", ())
    assert article.headline == "Bürgermeisterin tritt nach Streit um Brücke zurück"
    assert article.published_at == datetime(2026, 3, 12, 10, 30, tzinfo=UTC)
    assert article.pictures == (Picture(None, "Die gesperrte Brücke am Dienstag.", "dpa"),)
    assert article.related == (RelatedLink("Warum die alte Brücke nicht mehr zu retten ist"),)
    assert article.print_note.startswith("Dieser Artikel erschien")
    assert [line.split()[0] for line in plain_text(article.body).split("\n\n")] == ["Die", "Sie", "Der"]


FRAME = """\
Lantern festival draws record crowds to the old town

{before}

The lantern festival drew more than ninety thousand visitors to the old town this weekend, twice as many as last year.

{between}

Shops along the river stayed open until midnight, and the last trams left an hour later than usual, the city said.

{after}
"""

OPENING = "The lantern festival drew"
CLOSING = "Shops along the river"


def in_frame(before: str = "", between: str = "", after: str = "") -> str:
    return FRAME.format(before=before, between=between, after=after)


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "ADVERTISEMENT - CONTINUE READING BELOW",
        "Story continues below",
        "Share this article",
        "Sign up for our daily newsletter and never miss a story",
        "Get the day's headlines delivered straight to your inbox",
        "Subscribe to our channel for more videos",
        "Follow us on Facebook, Instagram and X",
        "Follow The Lantern on Telegram for breaking news",
        "Download our app to read offline",
        "For the latest updates from the festival, follow our live blog",
        "Already a subscriber? Log in",
        "Have a tip? Email our newsroom at tips@lantern.example",
        "Melden Sie sich für unseren Newsletter an",
        "Anzeige",
        "Listen to our podcast here: The River",
        "Click here to join the conversation",
        "Photo gallery",
        "2 min read",
        "AD",
        "Want stories like this in your inbox? Sign up here.",
        "The Morning Lamp is our free daily newsletter",
        "By signing up, you agree to our terms and our privacy policy",
        "This website uses cookies. Accept all",
        "Gift this article",
        "© 2026 The Lantern. All rights reserved.",
        "Gina Ortiz contributed to this report.",
        "Unlock every story with Lantern Gold\nSubscribe now",
    ],
)
def test_furniture_between_paragraphs_goes(line: str) -> None:
    body = plain_text(parse_text(in_frame(between=line)).body)
    paragraphs = body.split("\n\n")
    assert [paragraphs[0].startswith(OPENING), paragraphs[-1].startswith(CLOSING)] == [True, True]
    assert line.splitlines()[-1] not in body
    assert len(paragraphs) == 2


@pytest.mark.parametrize(
    ("line", "headline"),
    [
        ("Read more: How the lanterns are made by hand", "How the lanterns are made by hand"),
        ("READ MORE | How the lanterns are made by hand", "How the lanterns are made by hand"),
        ("ALSO READ: How the lanterns are made by hand", "How the lanterns are made by hand"),
        ("ALSO READ | How the lanterns are made by hand", "How the lanterns are made by hand"),
        ("Related: How the lanterns are made by hand", "How the lanterns are made by hand"),
        ("See also – How the lanterns are made by hand", "How the lanterns are made by hand"),
        ("Lesen Sie auch: Wie die Laternen von Hand entstehen", "Wie die Laternen von Hand entstehen"),
        ("Leia também: Como as lanternas são feitas à mão", "Como as lanternas são feitas à mão"),
        (
            "Old town traders ask for a second festival in the autumn",
            "Old town traders ask for a second festival in the autumn",
        ),
    ],
)
def test_related_line_between_paragraphs_is_a_related_link(line: str, headline: str) -> None:
    article = parse_text(in_frame(between=line))
    assert article.related == (RelatedLink(headline),)
    assert headline not in article.body


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        ("Lanterns on the river on Sunday night. Photo: AFP", "Lanterns on the river on Sunday night.", "AFP"),
        ("Lanterns on the river. Picture: Jo Lind/Nordbild", "Lanterns on the river.", "Jo Lind/Nordbild"),
        ("Lanterns on the river. Image: Reuters", "Lanterns on the river.", "Reuters"),
        ("Lanterns on the river. Photograph: Jo Lind/Getty Images", "Lanterns on the river.", "Jo Lind/Getty Images"),
        ("Lanterns on the river (Image credit: City of Alma)", "Lanterns on the river", "City of Alma"),
        ("Lanterns on the river. Credit: Jo Lind", "Lanterns on the river.", "Jo Lind"),
        ("Lanterns on the river | Photo by Jo Lind", "Lanterns on the river", "Jo Lind"),
        ("Laternen auf dem Fluss. Foto: dpa", "Laternen auf dem Fluss.", "dpa"),
        ("Lanterns on the river. (Photo by Jo Lind / AFP)", "Lanterns on the river.", "Jo Lind / AFP"),
        ("Lanterns on the river. [Jo Lind/AP Photo]", "Lanterns on the river.", "Jo Lind/AP Photo"),
        ("Lanterns on the river. © Jo Lind", "Lanterns on the river.", "Jo Lind"),
    ],
)
def test_caption_becomes_a_picture_with_its_credit(line: str, caption: str, credit: str) -> None:
    article = parse_text(in_frame(between=line))
    assert article.pictures == (Picture(None, caption, credit),)
    assert "on the river" not in article.body.replace("along the river", "")


@pytest.mark.parametrize(
    "lines",
    [
        "Lanterns on the river\n(Image credit: Jo Lind)",
        "Lanterns on the river, seen from the old bridge on the last night of all\n\nPhoto: Jo Lind",
        "Lanterns on the river drew many boats.\nPhotograph: Jo Lind",
    ],
)
def test_credit_on_a_line_of_its_own_joins_its_caption(lines: str) -> None:
    article = parse_text(in_frame(between=lines))
    assert article.pictures == (Picture(None, lines.splitlines()[0], "Jo Lind"),)
    assert article.related == ()
    assert len(plain_text(article.body).split("\n\n")) == 2


def test_lines_below_the_words_key_points_need_no_bullets() -> None:
    article = parse_text(in_frame(before="Key points\nTwice as many visitors\nTrams run until past midnight"))
    assert article.key_points == ("Twice as many visitors", "Trams run until past midnight")
    assert article.kicker == ""


@pytest.mark.parametrize(
    ("lines", "byline", "published_at"),
    [
        ("By Jo Lind\nPublished: 6:30pm, 17 Jan 2026", "Jo Lind", datetime(2026, 1, 17, 18, 30, tzinfo=UTC)),
        ("Jo Lind\nMay 3, 2026", "Jo Lind", datetime(2026, 5, 3, tzinfo=UTC)),
        ("By Jo Lind and Ana Reyes, City Reporters", "Jo Lind, Ana Reyes", None),
        ("Updated 3 May 2026 10:15 GMT", "", datetime(2026, 5, 3, 10, 15, tzinfo=UTC)),
    ],
)
def test_byline_and_date_below_the_headline(lines: str, byline: str, published_at: datetime | None) -> None:
    article = parse_text(in_frame(before=lines))
    assert (article.byline, article.published_at) == (byline, published_at)
    assert article.body.startswith(f"<p>{OPENING}")


def test_stub_behind_a_paywall_is_not_complete() -> None:
    article = parse_text(in_frame(after="To continue reading, subscribe to The Lantern"))
    assert not article.complete
    assert "subscribe" not in article.body


@pytest.mark.parametrize("bullet", ["•", "-", "*", "–", "‣"])
def test_key_points_lose_their_bullets(bullet: str) -> None:
    points = f"{bullet} Twice as many visitors as last year\n{bullet} Shops and trams run until past midnight"
    article = parse_text(in_frame(before=points))
    assert article.key_points == ("Twice as many visitors as last year", "Shops and trams run until past midnight")
    assert article.body.startswith(f"<p>{OPENING}")


def test_numbered_key_points_lose_their_numbers() -> None:
    article = parse_text(in_frame(before="1. Twice as many visitors\n2) Trams run until past midnight"))
    assert article.key_points == ("Twice as many visitors", "Trams run until past midnight")


def test_bullets_after_the_first_paragraph_stay_a_list() -> None:
    article = parse_text(in_frame(between="The prizes:\n• Best lantern: the Rowe family\n• Best boat: the ferry crew"))
    assert "<ul><li>Best lantern: the Rowe family</li><li>Best boat: the ferry crew</li></ul>" in article.body
    assert article.key_points == ()


@pytest.mark.parametrize(
    "line",
    [
        "This article appeared in The Lantern print edition as: Light on the water",
        "This story was published in the Sunday print edition",
        "A version of this article appears in print on Page B4 of the city edition with the headline: Light",
        "Dieser Artikel erschien in der gedruckten Ausgabe vom Montag",
    ],
)
def test_print_note_has_its_own_field(line: str) -> None:
    article = parse_text(in_frame(after=line))
    assert article.print_note == line
    assert "print" not in article.body


@pytest.mark.parametrize(
    "sentence",
    [
        "The drought contributed to the rise in the price of lanterns, said the guild.",
        "Share prices of lamp makers fell by a third within an hour of the news.",
        "For more than a decade, guests have come to visit the old town in May.",
        "The report published on Monday said the issue of light had been ignored.",
        "Get the oil right and you will have light for nine hours, he said.",
        "Read-only memory was what he had, he said, and nothing could change it.",
        "She was asked about the source: “I cannot tell you who it was.”",
        "Help the police by reporting lanterns that are adrift, the city asked.",
        "Like many in the Instagram age, she had come to take a picture of it.",
        "He was moved by an early picture by Picasso that hung in the hall.",
        "Background checks – she said later – were never made at the gates.",
    ],
)
def test_sentences_that_look_like_furniture_stay(sentence: str) -> None:
    article = parse_text(in_frame(between=sentence))
    assert plain_text(article.body).split("\n\n")[1] == sentence


def test_what_follows_comments_is_not_read() -> None:
    article = parse_text(in_frame(after="12 Comments\nI was there on Sunday and it was far too crowded for my taste."))
    assert "crowded" not in article.body


def test_headlines_under_most_read_are_related() -> None:
    article = parse_text(in_frame(after="Most read\nBridge closes for repairs\nA new baker in Mill Lane"))
    assert [link.headline for link in article.related] == ["Bridge closes for repairs", "A new baker in Mill Lane"]


def test_short_line_above_a_paragraph_is_a_sub_heading() -> None:
    assert "<h2>Late trams</h2>" in parse_text(in_frame(between="Late trams")).body


def test_repeated_kicker_is_found_above_the_headline() -> None:
    article = parse_text("City life\nMenu\n" + in_frame(before="City life"))
    assert (article.kicker, article.headline) == ("City life", "Lantern festival draws record crowds to the old town")
    assert "City life" not in article.body


def test_markup_in_text_is_shown_and_not_run() -> None:
    article = parse_text(
        in_frame(between="The mayor's <script>alert(1)</script> sign read: mind the 3 < 4 steps, please.")
    )
    assert "<script" not in article.body


@pytest.mark.parametrize("text", ["", " \n\t\n", "Home\nNews\nSport", "\x00\x00"])
def test_text_without_a_paragraph_is_refused_in_words(text: str) -> None:
    with pytest.raises(ParseError, match="No article was found in this text"):
        parse_text(text)


def test_very_long_text_is_read_in_part() -> None:
    article = parse_text(
        in_frame(after=("The river rose again by a finger's breadth during the night. " * 4 + "\n") * 20_000)
    )
    assert article.headline.startswith("Lantern festival")
