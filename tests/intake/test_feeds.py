"""A feed document in, a ``ParsedFeed`` out."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mynews.intake.entries.articles import feed_from
from mynews.intake.entries.lenient import read_lenient
from mynews.intake.entries.strict import read_strict
from mynews.intake.feeds import parse_feed
from mynews.model.article import Enclosure, ParsedArticle, Picture
from mynews.model.errors import ParseError
from tests import make

TEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
LONG = "<p>" + "The mountain above the harbour began to smoke on Monday. " * 12 + "</p>"


def rss(*items: str, channel: str = "") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0" {NAMESPACES}><channel>{channel}{inside}</channel></rss>'


def atom(*entries: str, feed: str = "") -> str:
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">{feed}{inside}</feed>'


def only(content: str | bytes, media_type: str = "") -> ParsedArticle:
    """The one article of a feed, which both readers see alike where it is well formed."""
    document = make.document(content, media_type)
    (article,) = parse_feed(document).articles
    return article


def test_rss_gives_every_field() -> None:
    content = rss(
        "<title>Volcano wakes &amp;amp; smokes</title><link>https://paper.example/volcano</link>"
        '<guid isPermaLink="false">v-1</guid><dc:creator>Ana Reyes</dc:creator>'
        "<author>tom@paper.example (Tom Ode)</author>"
        "<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate><category>World</category><category>Science</category>"
        f"<description>The mountain smokes.</description><content:encoded><![CDATA[{LONG}]]></content:encoded>"
        '<media:content url="https://paper.example/v.jpg" medium="image"><media:description>Smoke</media:description>'
        "<media:credit>AP</media:credit></media:content>"
        '<enclosure url="https://paper.example/v.mp3" type="audio/mpeg" length="99"/>'
        "<comments>https://paper.example/volcano#comments</comments>",
        channel="<language>en-GB</language>",
    )
    assert only(content) == ParsedArticle(
        headline="Volcano wakes & smokes",
        url="https://paper.example/volcano",
        identity="v-1",
        byline="Ana Reyes, Tom Ode",
        published_at=TEN,
        language="en-GB",
        summary="The mountain smokes.",
        body=LONG,
        pictures=(Picture("https://paper.example/v.jpg", "Smoke", "AP"),),
        topics=("World", "Science"),
        enclosures=(Enclosure("https://paper.example/v.mp3", "audio/mpeg", 99),),
        comments_url="https://paper.example/volcano#comments",
    )


def test_atom_gives_every_field() -> None:
    content = atom(
        '<title type="html">Volcano &lt;b&gt;wakes&lt;/b&gt;</title><id>tag:paper.example,2026:1</id>'
        '<link href="/volcano"/><link rel="enclosure" href="/v.pdf" type="application/pdf"/>'
        '<link rel="replies" href="/volcano/replies"/>'
        "<published>2026-11-23T10:00:00Z</published><updated>2026-11-23T12:00:00Z</updated>"
        '<category term="world" label="World"/><summary>Smoke.</summary>'
        '<content type="xhtml" xml:lang="es"><div xmlns="http://www.w3.org/1999/xhtml"><p>Smoke<br/>and ash</p></div>'
        "</content>",
        feed="<title>The Paper</title><author><name>Ana Reyes</name></author>",
    )
    assert only(content) == ParsedArticle(
        headline="Volcano wakes",
        url="https://paper.example/volcano",
        identity="tag:paper.example,2026:1",
        byline="Ana Reyes",
        published_at=TEN,
        updated_at=make.NOW,
        language="es",
        summary="<p>Smoke.</p>",
        body="<p>Smoke<br>and ash</p>",
        topics=("World",),
        enclosures=(Enclosure("https://paper.example/v.pdf", "application/pdf"),),
        comments_url="https://paper.example/volcano/replies",
    )


def test_rdf_is_read() -> None:
    content = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>The Paper</title></channel>'
        '<item rdf:about="https://paper.example/1"><title>Volcano</title><link>https://paper.example/1</link>'
        "<dc:date>2026-11-23T10:00:00Z</dc:date></item></rdf:RDF>"
    )
    article = only(content)
    assert (article.identity, article.headline, article.published_at) == ("https://paper.example/1", "Volcano", TEN)


def test_a_feed_says_what_it_is() -> None:
    feed = parse_feed(
        make.document(
            rss(
                channel="<title>The &lt;i&gt;Paper&lt;/i&gt;</title><description>News</description><link>/</link>"
                '<atom:link rel="self" href="https://paper.example/feed.xml"/><atom:link rel="next" href="?page=2"/>'
                "<image><url>/logo.png</url></image><sy:updatePeriod>hourly</sy:updatePeriod>"
                "<sy:updateFrequency>2</sy:updateFrequency>"
            )
        )
    )
    assert feed == make.feed(
        title="The Paper",
        description="News",
        site_url="https://paper.example/",
        feed_url="https://paper.example/feed.xml",
        next_url="https://paper.example/feed.xml?page=2",
        icon_url="https://paper.example/logo.png",
        every_seconds=1800,
        language="",
    )


def test_ttl_is_minutes() -> None:
    assert parse_feed(make.document(rss(channel="<ttl>30</ttl>"))).every_seconds == 1800


@pytest.mark.parametrize(
    ("item", "complete"),
    [
        (f"<description><![CDATA[{LONG}]]></description>", True),
        (f"<description><![CDATA[{LONG}<p>Ash fell [&#8230;]</p>]]></description>", False),
        (f"<description><![CDATA[{LONG}<p><a href='/v'>Read more</a></p>]]></description>", False),
        ("<description>The mountain smokes.</description>", False),
        ("<content:encoded>The mountain smokes.</content:encoded>", True),
        ("<title>Volcano</title>", False),
        ('<title>Volcano</title><enclosure url="https://p.example/v.mp3" type="audio/mpeg"/>', True),
    ],
)
def test_a_stub_is_told_from_a_whole_text(item: str, complete: bool) -> None:
    assert only(rss(f"<link>https://paper.example/v</link>{item}")).complete is complete


def test_without_a_page_to_read_on_a_text_is_whole() -> None:
    assert only(rss("<description>The mountain smokes ...</description>")).complete


def test_the_syndication_line_of_wordpress_goes() -> None:
    line = (
        '<p>The post <a href="https://p.example/v">Volcano</a> appeared first on <a href="https://p.example">P</a>.</p>'
    )
    assert only(rss(f"<content:encoded><![CDATA[<p>Smoke.</p>\n{line}]]></content:encoded>")).body == "<p>Smoke.</p>"


def test_the_picture_at_the_top_leaves_the_body_with_its_caption() -> None:
    figure = '<figure><a href="/v"><img src="/v.jpg"></a><figcaption>Smoke</figcaption></figure>'
    article = only(rss(f"<content:encoded><![CDATA[{figure}<p>Ash.</p>]]></content:encoded>"))
    assert article.pictures == (Picture("https://paper.example/v.jpg", "Smoke"),)
    assert article.body == "<p>Ash.</p>"


def test_a_picture_within_the_text_stays_there() -> None:
    article = only(rss('<content:encoded><![CDATA[<p>Ash.</p><img src="/v.jpg">]]></content:encoded>'))
    assert article.pictures == ()
    assert "v.jpg" in article.body


def test_the_lead_is_not_shown_twice() -> None:
    article = only(
        rss(
            '<media:thumbnail url="https://paper.example/v-150x150.jpg?w=1"/>'
            '<content:encoded><![CDATA[<p>Ash.</p><p><img src="https://paper.example/v.jpg"></p>]]></content:encoded>'
        )
    )
    assert article.pictures == (Picture("https://paper.example/v-150x150.jpg?w=1"),)
    assert article.body == "<p>Ash.</p>"


def test_of_one_picture_in_several_sizes_the_widest_is_taken() -> None:
    sizes = "".join(
        f'<media:content url="https://paper.example/{width}.jpg" type="image/jpeg" width="{width}"/>'
        for width in (140, 700, 460)
    )
    assert only(rss(sizes)).pictures == (Picture("https://paper.example/700.jpg"),)


def test_words_of_a_film_are_the_text_where_there_is_no_other() -> None:
    article = only(
        rss(
            "<media:group><media:title>Volcano</media:title>"
            '<media:content url="https://v.example/1" type="video/mp4"/>'
            "<media:description>Smoke.\nAsh.\n\nRain.</media:description></media:group>"
        )
    )
    assert article.headline == "Volcano"
    assert article.body == "<p>Smoke.<br>Ash.</p>\n<p>Rain.</p>"
    assert article.enclosures == (Enclosure("https://v.example/1", "video/mp4"),)


def test_script_in_a_title_is_gone() -> None:
    article = only(rss("<title>&lt;script&gt;alert(1)&lt;/script&gt;Volcano&lt;img src=x onerror=alert(1)&gt;</title>"))
    assert article.headline == "Volcano"


def test_xml_base_and_the_articles_address_resolve_links() -> None:
    based = only(
        atom('<link href="https://p.example/v/"/><content type="html" xml:base="/b/">&lt;a href="c"&gt;</content>')
    )
    assert 'href="https://p.example/b/c"' in based.body
    plain = only(atom('<link href="https://p.example/v/"/><content type="html">&lt;a href="c"&gt;</content>'))
    assert 'href="https://p.example/v/c"' in plain.body


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>/v/</link><guid>/v/</guid>", "https://paper.example/v/"),
        ("<guid>/v/</guid>", "https://paper.example/v/"),
        ("<guid>https://paper.example/v/</guid>", "https://paper.example/v/"),
        ("<guid>12345</guid>", None),
        ("<link>http://[broken</link>", None),
        ("<link>javascript:alert(1)</link>", None),
    ],
)
def test_the_link_is_absolute_or_none(item: str, url: str | None) -> None:
    assert only(rss(item)).url == url


def test_duplicate_ids_are_both_given() -> None:
    feed = parse_feed(make.document(rss("<guid>1</guid><title>A</title>", "<guid>1</guid><title>B</title>")))
    assert [(article.identity, article.headline) for article in feed.articles] == [("1", "A"), ("1", "B")]


@pytest.mark.parametrize("year", [1970, 2100])
def test_unlikely_years_are_given_as_read(year: int) -> None:
    article = only(rss(f"<title>x</title><pubDate>01 Jan {year} 00:00:00 GMT</pubDate>"))
    assert article.published_at == datetime(year, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (rss("<title>Café “noir”</title>").encode(), "text/xml; charset=iso-8859-1"),
        (rss("<title>Café “noir”</title>").encode("cp1252"), "text/xml; charset=windows-1252"),
        (rss("<title>Café “noir”</title>").encode("cp1252"), "text/xml; charset=utf-8"),
        (rss("<title>Café “noir”</title>").encode("utf-16"), "application/rss+xml"),
        (rss("<title>Caf&#233; &#147;noir&#148;</title>").encode(), ""),
    ],
)
def test_a_wrong_charset_does_not_matter(content: bytes, media_type: str) -> None:
    assert only(content, media_type).headline == "Café “noir”"


@pytest.mark.parametrize(
    "content",
    [
        rss("<title>Volcano\0 wakes</title>"),
        rss("<title>Volcano & wakes</title>").replace(" & ", " &nbsp;"),
        rss("<title>Volcano wakes</title>").removesuffix("</item></channel></rss>"),
        "\n\n" + rss("<title>Volcano wakes</title>") + "<script>x()</script>",
        rss("<title>Volcano wakes</title>")
        .replace(NAMESPACES, "")
        .replace("<title>", "<dc:creator>Ana</dc:creator><title>"),
    ],
)
def test_a_broken_feed_gives_its_articles_and_a_problem(content: str) -> None:
    feed = parse_feed(make.document(content))
    assert [article.headline for article in feed.articles] == ["Volcano wakes"]
    assert feed.problem.endswith(".")


@pytest.mark.parametrize(
    ("content", "media_type", "words"),
    [
        ("", "", "empty document"),
        (" \n\0 ", "", "empty document"),
        ("<!DOCTYPE html><html><body><form>Password</form></body></html>", "text/html", "web page"),
        ("<html><h1>503 Service Unavailable</h1></html>", "application/rss+xml", "web page"),
        ("Not found", "text/plain", "not a feed"),
        ("\x89PNG\r\n\x1a\n\0\0", "image/png", "not a feed"),
        ("<?xml version='1.0'?><urlset><url/></urlset>", "text/xml", "not a feed"),
        ('{"error": "gone"}', "application/json", "no list of items"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [', "application/json", "broken or cut off"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_sentence(content: str, media_type: str, words: str) -> None:
    with pytest.raises(ParseError, match=words) as error:
        parse_feed(make.document(content, media_type))
    assert str(error.value).endswith(".")


def test_an_entity_bomb_is_refused() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    content = f'<!DOCTYPE rss [<!ENTITY e0 "ha">{levels}]><rss><channel><title>&e9;</title></channel></rss>'
    with pytest.raises(ParseError, match="entities"):
        parse_feed(make.document(content))


def test_an_entity_that_names_a_file_is_refused() -> None:
    content = '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><channel><title>&f;</title></channel></rss>'
    with pytest.raises(ParseError, match="entities"):
        parse_feed(make.document(content))


def test_words_about_entities_are_no_bomb() -> None:
    assert only(rss('<title>How <![CDATA[<!ENTITY a "&b;">]]> works</title>')).headline


def test_fifty_thousand_entries_are_read() -> None:
    entries = (f"<guid>{n}</guid><title>Headline {n}</title>" for n in range(50_000))
    assert len(parse_feed(make.document(rss(*entries))).articles) == 50_000


def test_a_broken_feed_of_many_entries_is_read() -> None:
    entries = (f"<guid>{n}</guid><title>Headline {n}</title>" for n in range(2_000))
    assert len(parse_feed(make.document(rss(*entries) + "<")).articles) == 2_000


FEEDS = [
    rss(
        "<title>Volcano</title><link>https://p.example/v</link><description>Smoke &lt;b&gt;x&lt;/b&gt;</description>"
        "<media:content url='https://p.example/v.jpg'/><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>"
    ),
    atom(
        "<title>Volcano</title><link href='/v'/><content type='xhtml'><div>Smoke</div></content>"
        "<author>x@y.example</author>"
    ),
]


@given(st.sampled_from(FEEDS), st.data())
def test_a_mutated_feed_raises_nothing_but_parse_errors(content: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(content)))
    cut = data.draw(st.integers(0, 40))
    noise = data.draw(
        st.text(max_size=8) | st.sampled_from(["<", "&", "]]>", "<item>", "\0", "http://[", 'xml:base="http://["'])
    )
    try:
        parse_feed(make.document((content[:place] + noise + content[place + cut :]).encode("utf-8", "replace")))
    except ParseError as error:
        assert str(error).endswith(".")


@pytest.mark.parametrize("content", FEEDS)
def test_both_readers_read_a_well_formed_feed_alike(content: str) -> None:
    raw = read_strict(content.encode())
    assert raw is not None
    url = "https://p.example/feed"
    assert feed_from(raw, url) == feed_from(read_lenient(content.encode()), url)
