"""Article pages of papers of several makes; all but the seed is invented here."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from mynews.intake.clean import plain_text
from mynews.intake.pages import parse_page
from mynews.model.article import ParsedArticle, Picture, RelatedLink
from mynews.model.errors import ParseError
from tests import make
from tests.intake.seed import BOXES, Seed, plain_page, read_seed, semantic_page

URL = "https://paper.example/news/lighthouse"

TEXT = (
    "The lighthouse on Gull Point was lit again on Friday, forty years after its last keeper had gone home for good.",
    "Volunteers from three villages carried the new lamp up its two hundred steps, since the lift never worked.",
    "“We thought that nobody would come to see it,” said Marta Quill, who had kept the keys for all those years.",
    "The harbour office will pay for the electricity, some four hundred a year, until the coast guard takes over.",
    "Ships do not need the light any more, the coast guard said, but the people of the three villages do.",
)


def page(body: str, head: str = "", **attributes: str) -> str:
    lang = attributes.get("lang", "en")
    return f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'


def story(*between: str, headline: str = "Lighthouse shines again after forty years", head: str = "") -> str:
    """A page with five paragraphs; ``between`` stands behind the third."""
    text = [f"<p>{line}</p>" for line in TEXT]
    inner = "".join([*text[:3], *between, *text[3:]])
    return page(f"<article><h1>{headline}</h1><div>{inner}</div></article>", head)


def read(html: str | bytes, media_type: str = "text/html", url: str = URL) -> ParsedArticle:
    return parse_page(make.document(html, media_type, url))


def paragraphs(article: ParsedArticle) -> tuple[str, ...]:
    return tuple(plain_text(article.body).split("\n\n"))


def assert_parts_of(article: ParsedArticle, seed: Seed) -> None:
    """Every part of the seed page is in its own field, and nothing else is there."""
    assert (article.kicker, article.headline, article.key_points) == (seed.kicker, seed.headline, seed.key_points)
    assert [picture.credit for picture in article.pictures] == ["AP", "Reuters"]
    captions = zip(seed.captions, article.pictures, strict=True)
    assert all(caption.startswith(picture.caption) for caption, picture in captions)
    assert tuple(link.headline for link in article.related) == seed.related
    assert article.print_note == seed.print_note
    assert paragraphs(article) == seed.paragraphs


def test_seed_page_with_good_markup_comes_back_in_its_own_fields() -> None:
    seed = read_seed()
    assert_parts_of(read(semantic_page(seed)), seed)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("heading", ["<h1>{}</h1>", "<h2>{}</h2>", "{}"])
@pytest.mark.parametrize("related", ['<a href="/r">{}</a>', '<h3><b><a href="/r">{}</a></b></h3>', "{}"])
def test_seed_page_of_boxes_comes_back_in_its_own_fields(box: str, heading: str, related: str) -> None:
    seed = read_seed()
    assert_parts_of(read(plain_page(seed, box, heading, related)), seed)


def test_seed_page_with_metadata_has_author_date_language_and_address() -> None:
    article = read(semantic_page(read_seed()))
    assert article.byline == "Ana Reyes"
    assert article.published_at == datetime(2026, 3, 17, 16, 12, 30, tzinfo=UTC)
    assert article.language == "en-GB"
    assert article.url == "https://paper.example/news/asia/article/1"


BROADSHEET = f"""
<div class="site-header"><a href="/">The Gull</a><ul class="nav"><li><a href="/a">Coast</a></li></ul></div>
<div class="cookie-banner"><p>We use cookies to make this site better for you. Accept all cookies?</p></div>
<main><article>
  <span class="eyebrow">Coast</span><h1>Lighthouse shines again after forty years</h1>
  <p class="standfirst">Volunteers carried the lamp themselves</p>
  <div class="byline">By <a rel="author" href="/ana">Ana Reyes</a> and
    <a rel="author" href="/tom">Tom Hill</a>, Coast Reporter</div>
  <time datetime="2026-05-08T21:30:00-04:00">May 8</time>
  <figure><img data-src="/img/lamp.jpg" src="data:image/gif;base64,R0lGOD" alt="">
    <figcaption>The lamp on its way up. <span class="credit">Photograph: Jo Lind/Nordbild</span></figcaption></figure>
  <div class="key-takeaways"><h3>Key points</h3>
    <ul><li>New lamp after forty years</li><li>Three villages helped</li></ul></div>
  <div class="body-text"><p>{TEXT[0]}</p><p>{TEXT[1]}</p>
    <div class="ad-slot"><p>Buy two lamps and pay for one, all of this week in our shop in the old harbour.</p></div>
    <h3><a href="/ferry">Last ferry to the islands leaves without passengers</a></h3>
    <h2>A key for forty years</h2><p>{TEXT[2]}</p>
    <p><strong>Read more:</strong> <a href="/keeper">The keeper who never slept</a></p>
    <blockquote><p>It is only a light, but it is ours.</p></blockquote>
    <ul><li>Steps: two hundred</li><li>Lamp: nine kilos</li></ul><p>{TEXT[3]}</p>
    <aside class="newsletter-signup"><p>Sign up for The Tide, our weekly letter, every Friday.</p></aside>
    <p>{TEXT[4]}</p></div>
  <p>This story was published in the Saturday print edition of The Gull under the headline: Light</p>
  <p>Follow us on Facebook and Instagram</p>
  <div class="tags"><a href="/t/1">Lighthouses</a><a href="/t/2">Volunteers</a></div>
  <section id="comments"><h2>3 comments</h2>
    <p>I carried the lamp for eleven steps and my back still hurts today.</p></section>
</article></main><footer><p>The Gull is printed by Gull Press in the old harbour of Port Alma.</p></footer>"""


def test_every_part_of_a_broadsheet_page_has_its_own_field() -> None:
    article = read(page(BROADSHEET, "<title>Lighthouse shines again after forty years | The Gull</title>"))
    assert article.kicker == "Coast"
    assert article.headline == "Lighthouse shines again after forty years"
    assert article.byline == "Ana Reyes, Tom Hill"
    assert article.published_at == datetime(2026, 5, 9, 1, 30, tzinfo=UTC)
    assert article.key_points == ("New lamp after forty years", "Three villages helped")
    assert article.pictures == (
        Picture("https://paper.example/img/lamp.jpg", "The lamp on its way up.", "Jo Lind/Nordbild"),
    )
    assert article.related == (
        RelatedLink("Last ferry to the islands leaves without passengers", "https://paper.example/ferry"),
        RelatedLink("The keeper who never slept", "https://paper.example/keeper"),
    )
    assert article.print_note.startswith("This story was published in the Saturday print edition")
    assert paragraphs(article) == (
        TEXT[0],
        TEXT[1],
        "A key for forty years",
        TEXT[2],
        "It is only a light, but it is ours.",
        "Steps: two hundred\nLamp: nine kilos",
        TEXT[3],
        TEXT[4],
    )


def test_structure_of_the_body_is_kept_as_harmless_html() -> None:
    article = read(
        story(
            "<h2 onclick='x()'>How it <em>works</em></h2>",
            "<ol><li>First, climb.</li><li>Then, light the lamp.</li></ol>",
            "<blockquote><p>It is only a light.</p></blockquote>",
            "<table><tr><th>Steps</th><td>200</td></tr><tr><th>Lamp</th><td>9 kg</td></tr></table>",
            "<p>More on <a href='/lamps?a=1&amp;b=2' onclick='y()'>lamps</a><script>alert(1)</script> was said.</p>",
        )
    )
    for part in (
        "<h2>How it <em>works</em></h2>",
        "<ol><li>First, climb.</li><li>Then, light the lamp.</li></ol>",
        "<blockquote><p>It is only a light.</p></blockquote>",
        "<td>Steps</td><td>200</td>",
        'href="https://paper.example/lamps?a=1&amp;b=2"',
    ):
        assert part in article.body
    assert "alert" not in article.body
    assert "onclick" not in article.body


@pytest.mark.parametrize(
    "between",
    [
        "<div>Advertisement</div>",
        "<p>Story continues below</p>",
        "<p>Sign up for our newsletter to get the coast in your inbox</p>",
        "<div><h4>Every tide well explained</h4><p>Tides that matter to you</p><a href='/x'>Find out more</a></div>",
        "<p>Follow <a href='/fb'>The Gull on Facebook</a> and <a href='/x'>X</a> for the latest</p>",
        "<div class='social-share'><a href='/fb'>Share</a><a href='/x'>Post</a></div>",
        "<p class='sr-only'>End of the first part of this story, go on below.</p>",
        "<div style='display:none'><p>This paragraph is for machines and not for readers of the page.</p></div>",
        "<div class='related-stories'><h3>Related</h3><p>A story about boats and the men who build them.</p></div>",
        "<p><a href='/ferry'>Last ferry to the islands leaves without passengers</a></p>",
        "<p>ALSO READ | <a href='/ferry'>Last ferry to the islands leaves without passengers</a></p>",
        "<div><img src='/a.jpg'><p>The harbour on Friday. (Photo by Jo Lind/AFP)</p></div>",
        "<figure><img src='/a.jpg'><figcaption>Not body text at all, whatever it says here.</figcaption></figure>",
        "<div class='wp-caption'><img src='/a.jpg'><p class='wp-caption-text'>Marta Quill with the keys.</p></div>",
        "<form action='/s'><p>Enter your address and we will write to you once a week.</p><input></form>",
        "<p>This article appeared in print on Page A4 of the city edition.</p>",
    ],
)
def test_furniture_between_paragraphs_is_not_body(between: str) -> None:
    assert paragraphs(read(story(between))) == TEXT


@pytest.mark.parametrize(
    ("markup", "picture"),
    [
        (
            "<figure><img src='/a.jpg'><figcaption>Marta Quill. (Image credit: Jo Lind)</figcaption></figure>",
            Picture("https://paper.example/a.jpg", "Marta Quill.", "Jo Lind"),
        ),
        (
            "<div><img srcset='/s.jpg 300w, /l.jpg 900w'></div><div>Marta Quill. Picture: AFP</div>",
            Picture("https://paper.example/l.jpg", "Marta Quill.", "AFP"),
        ),
        (
            "<figure><img src='/a.jpg'><figcaption>Marta.<cite class='credit'>Jo Lind</cite></figcaption></figure>",
            Picture("https://paper.example/a.jpg", "Marta.", "Jo Lind"),
        ),
        (
            "<figure><img src='/a.jpg'></figure><p>Marta Quill with her keys. Credit: Jo Lind / Reuters</p>",
            Picture("https://paper.example/a.jpg", "Marta Quill with her keys.", "Jo Lind / Reuters"),
        ),
    ],
)
def test_picture_has_its_caption_and_credit(markup: str, picture: Picture) -> None:
    article = read(story(markup))
    assert article.pictures == (picture,)
    assert paragraphs(article) == TEXT


def test_icons_and_counters_are_no_pictures() -> None:
    images = "<img src='/icons/mail.png'><img src='/p.gif' width='1' height='1'><img src='/logo.png'>"
    assert read(story(images)).pictures == ()


def test_picture_of_the_head_is_used_where_the_page_shows_none() -> None:
    head = '<meta property="og:image" content="/lead.jpg">'
    assert read(story(head=head)).pictures == (Picture("https://paper.example/lead.jpg"),)


def linked(**fields: Any) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle"} | fields
    graph = {"@graph": [{"@type": "WebSite", "name": "The Gull"}, node]}
    return f'<script type="application/ld+json">{json.dumps(graph)}</script>'


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:title" content="You will not believe what lights up here">',
        "<title>Lighthouse shines again after forty years | The Gull</title>"
        '<meta property="og:title" content="A light!">',
        linked(headline="Lighthouse shines again aft..."),
        '<meta property="og:title" content="Lighthouse shines again after forty years - The Gull">'
        '<meta property="og:site_name" content="The Gull">',
    ],
)
def test_headline_is_the_pages_own(head: str) -> None:
    assert read(story(head=head)).headline == "Lighthouse shines again after forty years"


def test_heading_that_names_the_site_is_not_the_headline() -> None:
    title = "Lighthouse shines again after forty years"
    head = f'<title>{title} - The Gull</title><meta property="og:site_name" content="The Gull">'
    body = f"<h1>The Gull</h1><article><h2>{title}</h2>{''.join(f'<p>{line}</p>' for line in TEXT)}</article>"
    assert read(page(body, head)).headline == title


def test_headline_without_a_heading_loses_the_sites_name() -> None:
    title = "<title>Lighthouse shines again after forty years | The Gull</title>"
    head = title + '<meta property="og:site_name" content="The Gull">'
    article = read(page("".join(f"<p>{line}</p>" for line in TEXT), head))
    assert article.headline == "Lighthouse shines again after forty years"


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("By Ana Reyes", "Ana Reyes"),
        ("Ana Reyes and Tom Hill", "Ana Reyes, Tom Hill"),
        ([{"@type": "Person", "name": "Ana Reyes"}, {"@type": "Person", "name": "ana reyes"}], "Ana Reyes"),
        ("Ana Reyes, Senior Coast Correspondent", "Ana Reyes"),
        ("Ana Reyes ana.reyes@gull.example @anareyes", "Ana Reyes"),
        (["Ana Reyes", "Tom Hill, Associated Press"], "Ana Reyes, Tom Hill"),
        ({"@type": "Organization", "name": "Reuters"}, "Reuters"),
        ("ANA REYES", "Ana Reyes"),
        ("Von Anna Weiß und Jörg Maler", "Anna Weiß, Jörg Maler"),
    ],
)
def test_author_names_are_clean(author: Any, byline: str) -> None:
    assert read(story(head=linked(author=author))).byline == byline


@pytest.mark.parametrize(
    ("head", "instant"),
    [
        (linked(datePublished="2026-05-08T21:30:00-04:00"), datetime(2026, 5, 9, 1, 30, tzinfo=UTC)),
        (
            '<meta property="article:published_time" content="2026-05-08T21:30:00+0200">',
            datetime(2026, 5, 8, 19, 30, tzinfo=UTC),
        ),
        ('<meta name="pubdate" content="Fri, 08 May 2026 21:30:00 GMT">', datetime(2026, 5, 8, 21, 30, tzinfo=UTC)),
        (linked(datePublished="0001-01-01T00:00:00Z"), None),
    ],
)
def test_dates_are_in_utc(head: str, instant: datetime | None) -> None:
    assert read(story(head=head)).published_at == instant


def test_text_that_only_json_ld_holds_is_used() -> None:
    shell = "<h1>Lighthouse shines again</h1><p>Loading the story, please wait a moment.</p>"
    html = page(shell, linked(articleBody="\n".join(TEXT)))
    article = read(html)
    assert paragraphs(article) == TEXT
    assert (article.complete, article.free) == (True, True)


def test_text_that_is_not_free_is_left_in_json_ld() -> None:
    stub = f"<p>{TEXT[0]}</p><p>Subscribe to read the whole story of the lighthouse.</p>"
    body = f"<h1>Lighthouse shines again</h1><article>{stub}</article>"
    article = read(page(body, linked(articleBody="\n".join(TEXT), isAccessibleForFree="False")))
    assert paragraphs(article) == (TEXT[0],)
    assert (article.complete, article.free) == (False, False)


def test_kicker_is_the_section_where_the_page_shows_none() -> None:
    assert read(story(head=linked(articleSection="Coast"))).kicker == "Coast"


def test_other_articles_and_comments_on_the_page_are_not_body() -> None:
    teaser = "<div class='card'><h3><a href='/o'>Other</a></h3><p>A teaser of one sentence about boats.</p></div>"
    comment = "<div class='c'><b>Jo</b><p>I was there and it was a wonderful evening for all of us.</p></div>"
    around = f"<div>{teaser * 12}</div><div id='disqus_thread'>{comment * 30}</div>"
    html = story().replace("</article>", f"</article>{around}")
    assert paragraphs(read(html)) == TEXT


def test_names_of_elements_are_not_believed_where_they_would_leave_no_text() -> None:
    html = story().replace("<div>", "<div id='comments-and-story'>").replace("<article>", "").replace("</article>", "")
    assert paragraphs(read(html)) == TEXT


def test_lines_about_the_author_are_not_body() -> None:
    html = story(head=linked(author="Ana Reyes")).replace(
        "</div>", "<p>Ana Reyes covers the coast for The Gull.</p></div>"
    )
    assert paragraphs(read(html)) == TEXT


def test_paragraphs_parted_by_line_breaks_are_paragraphs() -> None:
    html = page(f"<h1>Lighthouse shines again</h1><div>{'<br><br>'.join(TEXT)}</div>")
    assert paragraphs(read(html)) == TEXT


def test_text_in_two_columns_of_one_make_is_one_body() -> None:
    columns = "".join(
        f"<div class='column'><p>{line}</p><p>{line[::-1]}.</p></div><div class='ad-box'>Ad</div>" for line in TEXT
    )
    assert len(paragraphs(read(page(f"<h1>Lighthouse shines again</h1><section>{columns}</section>")))) == 2 * len(TEXT)


# What is no article page, or a strange one.


@pytest.mark.parametrize("html", ["", "  \n ", "\x00\x00", "<html></html>", "<!-- nothing -->", "<script>x()</script>"])
def test_empty_page_is_refused_in_words(html: str) -> None:
    with pytest.raises(ParseError, match="The page is empty"):
        read(html)


def test_login_page_is_refused_in_words() -> None:
    form = "<h1>Sign in</h1><form><p>Please sign in to go on reading our stories.</p><input type='password'></form>"
    with pytest.raises(ParseError, match="asks to sign in"):
        read(page(form, "<title>Sign in - The Gull</title>"))


@pytest.mark.parametrize(
    "title", ["404 Not Found", "Page not found | The Gull", "Error 503: Service Unavailable", "Access Denied"]
)
def test_error_page_is_refused_in_words(title: str) -> None:
    with pytest.raises(ParseError, match="error page"):
        read(page(f"<h1>{title}</h1><p>Sorry, what you look for is not here, go back.</p>", f"<title>{title}</title>"))


def test_robot_check_is_refused_in_words() -> None:
    with pytest.raises(ParseError, match="wants to see a browser"):
        read(page("<p>Checking your browser. Please enable JavaScript.</p>", "<title>Just a moment...</title>"))


def test_page_of_links_is_refused_in_words() -> None:
    links = "".join(f"<li><a href='/{n}'>Story number {n} of the day</a></li>" for n in range(60))
    with pytest.raises(ParseError, match="No article was found"):
        read(page(f"<h1>The Gull</h1><ul>{links}</ul>"))


def test_article_about_an_error_is_an_article() -> None:
    assert read(story(headline="404 not found: the page that made a company")).headline.startswith("404")


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("utf-8", ""),
        ("utf-8", "iso-8859-1"),
        ("windows-1252", "windows-1252"),
        ("utf-16", ""),
        ("iso-2022-jp", "iso-2022-jp"),
    ],
)
def test_page_is_read_in_its_true_charset(charset: str, declared: str) -> None:
    word = "灯台" if charset == "iso-2022-jp" else "Küstenwächter"
    html = story(f"<p>{word} is a word in another language, as everybody can see here.</p>")
    html = html.replace("“", '"').replace("”", '"')
    article = read(html.encode(charset), f"text/html; charset={declared}" if declared else "text/html")
    assert word in article.body


def test_charset_of_the_meta_tag_is_used() -> None:
    head = '<meta charset="windows-1251">'
    html = story("<p>Маяк снова горит, и это видно из всех трёх деревень на берегу.</p>", head=head)
    assert "Маяк снова горит" in read(html.replace("“", '"').replace("”", '"').encode("windows-1251")).body


def test_unknown_charset_does_not_stop_reading() -> None:
    assert paragraphs(read(story(), "text/html; charset=no-such-charset")) == TEXT


def test_nul_bytes_are_ignored() -> None:
    assert paragraphs(read(story().replace("lighthouse", "light\x00house"))) == TEXT


def test_script_in_a_title_is_text_and_never_markup() -> None:
    article = read(story(headline="Why &lt;script&gt;alert(1)&lt;/script&gt; is no headline at all"))
    assert "alert(1)" not in article.body
    assert "is no headline at all" in article.headline


def test_broken_json_ld_does_not_stop_reading() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": </script>' + (
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>"
    )
    assert paragraphs(read(story(head=head))) == TEXT


def test_broken_markup_is_read() -> None:
    html = "<h1>Lighthouse shines again<div><p>" + "<p>".join(TEXT) + "</span></td></div></p"
    assert paragraphs(read(html))[:3] == TEXT[:3]


def test_bad_links_do_not_stop_reading() -> None:
    article = read(
        story("<p><a href='http://[broken'>Last ferry to the islands leaves today</a></p><img src='http://[x'>")
    )
    assert article.related == (RelatedLink("Last ferry to the islands leaves today", None),)


@pytest.mark.parametrize("depth", [300, 100_000])
def test_deep_nesting_is_read_or_refused_but_ends(depth: int) -> None:
    html = page("<h1>Lighthouse shines again</h1>" + "<div>" * depth + "".join(f"<p>{line}</p>" for line in TEXT))
    try:
        assert paragraphs(read(html)) == TEXT
    except ParseError as error:
        assert depth > 1000
        assert str(error)


def test_very_long_page_is_read() -> None:
    many = "".join(f"<p>{line} {n}.</p>" for n in range(3_000) for line in TEXT)
    article = read(page(f"<article><h1>Lighthouse shines again</h1>{many}</article>"))
    assert len(paragraphs(article)) > 1000
