"""What the API says and hears, as OpenAPI describes it. Each document is made from a value of ours by its ``of``."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from mynews.model.article import Article, Card
from mynews.model.interest import Interest, InterestKind, Stance, Subject
from mynews.model.source import Subscription
from mynews.model.story import NamedEntity, StoryCard
from mynews.services.personal.editions import EditionPage, Shown, Told
from mynews.services.personal.learn import Recorded
from mynews.services.stories.reading import StoryPage
from mynews.services.stories.search import Hit
from mynews.storage.marks import Mark

Count = Annotated[int, Field(ge=0)]
SaidKind = Literal["seen", "open", "dwell", "more", "less", "save", "unsave", "share", "hide", "unhide", "read"]
"""The kinds of signals that a program may give; the others are ways of reading and have calls of their own."""


class Document(BaseModel):
    """The base of all documents: nothing is taken that is not described."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Problem(Document):
    """What went wrong: a word for programs, and a sentence for people."""

    code: str = Field(examples=["not_found"])
    message: str = Field(examples=["There is no story number 7 here."])


class Failure(Document):
    """The one shape of every answer that is no success."""

    error: Problem


class SubjectDocument(Document):
    """What a reason or an interest is about."""

    kind: InterestKind
    key: str
    name: str = ""

    @staticmethod
    def of(subject: Subject) -> SubjectDocument:
        """Of a subject."""
        return SubjectDocument(kind=subject.kind, key=subject.key, name=subject.name)


class ReasonDocument(Document):
    """One part of a score: in words, and its weight in log-odds. The weights of a place add up to its score."""

    kind: str
    words: str
    weight: float
    subject: SubjectDocument | None = None
    count: int = 0

    @staticmethod
    def of(told: Told) -> ReasonDocument:
        """Of a reason with its words."""
        about = SubjectDocument.of(told.reason.subject) if told.reason.subject else None
        return ReasonDocument(
            kind=told.reason.kind, words=told.words, weight=told.reason.weight, subject=about, count=told.reason.count
        )


class StoryDocument(Document):
    """A story as lists show it; headline and teaser are those of the article that leads it."""

    id: int
    headline: str
    kicker: str
    teaser: str
    language: str
    picture: str | None
    lead: int = Field(description="the number of the article that leads it")
    source: int
    source_name: str
    opened_at: datetime
    latest_at: datetime
    articles: Count
    owners: Count

    @staticmethod
    def of(card: StoryCard) -> StoryDocument:
        """Of a card."""
        return StoryDocument(
            id=card.id,
            headline=card.headline,
            kicker=card.kicker,
            teaser=card.teaser,
            language=card.language,
            picture=card.picture,
            lead=card.lead_id,
            source=card.source_id,
            source_name=card.source_name,
            opened_at=card.opened_at,
            latest_at=card.latest_at,
            articles=card.articles,
            owners=card.owners,
        )


class PlaceDocument(Document):
    """A story in its place in an edition, counted from 0, with why it stands there."""

    place: Count
    slot: str = Field(description="the rule that gave it this place: ranked, must know, explored, quiet source, pinned")
    score: float
    propensity: float
    story: StoryDocument
    reasons: list[ReasonDocument]
    opened_at: datetime | None
    saved: bool

    @staticmethod
    def of(shown: Shown) -> PlaceDocument:
        """Of a story as it is shown."""
        return PlaceDocument(
            place=shown.place,
            slot=shown.placed.slot,
            score=shown.placed.score,
            propensity=shown.placed.propensity,
            story=StoryDocument.of(shown.story),
            reasons=[ReasonDocument.of(each) for each in shown.told],
            opened_at=shown.opened_at,
            saved=shown.is_saved,
        )


class EditionDocument(Document):
    """An edition: finite, frozen until an instant, the same on every face."""

    id: int
    made_at: datetime
    until: datetime
    folder: str
    ranker: str
    places: list[PlaceDocument]
    hidden: Count = Field(description="how many stories rules of the reader keep out of it")

    @staticmethod
    def of(page: EditionPage) -> EditionDocument:
        """Of an edition as it is read."""
        edition = page.edition
        return EditionDocument(
            id=edition.id,
            made_at=edition.made_at,
            until=edition.until,
            folder=edition.folder,
            ranker=edition.ranker,
            places=[PlaceDocument.of(each) for each in page.shown],
            hidden=len(edition.hidden),
        )


class Stories(Document):
    """A page of stories; ``next`` goes on from here, null at the end."""

    stories: list[StoryDocument]
    next: str | None = None


class CardDocument(Document):
    """An article as lists show it."""

    id: int
    headline: str
    kicker: str
    teaser: str
    byline: str
    language: str
    url: str | None
    picture: str | None
    source: int
    source_name: str
    story: int | None
    in_story: Count
    sort_at: datetime
    changed_at: datetime | None

    @staticmethod
    def of(card: Card) -> CardDocument:
        """Of a card."""
        return CardDocument(
            id=card.id,
            headline=card.headline,
            kicker=card.kicker,
            teaser=card.teaser,
            byline=card.byline,
            language=card.language,
            url=card.url,
            picture=card.picture,
            source=card.source_id,
            source_name=card.source_name,
            story=card.story_id,
            in_story=card.in_story,
            sort_at=card.sort_at,
            changed_at=card.changed_at,
        )


class Articles(Document):
    """A page of articles; ``next`` goes on from here, null at the end."""

    articles: list[CardDocument]
    next: str | None = None


class Piece(Document):
    """A stretch of an excerpt."""

    text: str
    found: bool


class Found(Document):
    """An article that was found, with the lines around the first place; ``found`` marks what was looked for."""

    article: CardDocument
    excerpt: list[Piece]


class Results(Document):
    """What a search found, the best first; ``next`` goes on from here, null at the end."""

    results: list[Found]
    next: str | None = None

    @staticmethod
    def of(hits: list[Hit], after: str | None = None) -> Results:
        """Of hits."""
        found = [
            Found(
                article=CardDocument.of(hit.card),
                excerpt=[Piece(text=piece.text, found=piece.found) for piece in hit.excerpt],
            )
            for hit in hits
        ]
        return Results(results=found, next=after)


class PictureDocument(Document):
    """A picture with what stands below it."""

    url: str | None
    caption: str
    credit: str


class LinkDocument(Document):
    """A link to another story that the publisher set."""

    headline: str
    url: str | None


class EnclosureDocument(Document):
    """A file that comes with an article."""

    url: str
    media_type: str
    length: int | None


class ArticleDocument(Document):
    """An article with everything it has. ``body`` is sanitised HTML; all else is plain text."""

    id: int
    headline: str
    url: str | None
    kicker: str
    key_points: list[str]
    byline: str
    language: str
    published_at: datetime | None
    updated_at: datetime | None
    arrived_at: datetime
    changed_at: datetime | None
    body: str
    summary: str
    pictures: list[PictureDocument]
    related: list[LinkDocument]
    enclosures: list[EnclosureDocument]
    topics: list[str]
    print_note: str
    comments_url: str | None
    complete: bool
    free: bool
    source: int
    source_name: str
    story: int | None
    read_at: datetime | None
    saved_at: datetime | None

    @staticmethod
    def of(article: Article, story: int | None, mark: Mark) -> ArticleDocument:
        """Of an article, with its story and the reader's marks."""
        return ArticleDocument(
            id=article.id,
            headline=article.headline,
            url=article.url,
            kicker=article.kicker,
            key_points=list(article.key_points),
            byline=article.byline,
            language=article.language,
            published_at=article.published_at,
            updated_at=article.updated_at,
            arrived_at=article.arrived_at,
            changed_at=article.changed_at,
            body=article.body,
            summary=article.summary,
            pictures=[
                PictureDocument(url=each.url, caption=each.caption, credit=each.credit) for each in article.pictures
            ],
            related=[LinkDocument(headline=each.headline, url=each.url) for each in article.related],
            enclosures=[
                EnclosureDocument(url=each.url, media_type=each.media_type, length=each.length)
                for each in article.enclosures
            ],
            topics=list(article.topics),
            print_note=article.print_note,
            comments_url=article.comments_url,
            complete=article.complete,
            free=article.free,
            source=article.source_id,
            source_name=article.source_name,
            story=story,
            read_at=mark.read_at,
            saved_at=mark.saved_at,
        )


class TermDocument(Document):
    """A topic of the IPTC Media Topics."""

    code: str
    name: str


class EntityDocument(Document):
    """A person, an organisation or a place."""

    id: int
    kind: str
    name: str
    mentions: int

    @staticmethod
    def of(entity: NamedEntity) -> EntityDocument:
        """Of an entity."""
        return EntityDocument(id=entity.id, kind=entity.kind, name=entity.name, mentions=entity.mentions)


class Covering(Document):
    """An article of a story, with the other versions of its text."""

    article: CardDocument
    copies: list[CardDocument]


class StoryWhole(Document):
    """A story with all that is known of it. ``importance`` is between 0 and 1."""

    story: StoryDocument
    importance: float
    key_points: list[str]
    sources: list[str]
    topics: list[TermDocument]
    entities: list[EntityDocument]
    coverage: list[Covering]
    earlier: StoryDocument | None
    later: list[StoryDocument]
    near: list[StoryDocument]

    @staticmethod
    def of(page: StoryPage) -> StoryWhole:
        """Of a story's page."""
        about = page.about
        return StoryWhole(
            story=StoryDocument.of(page.story),
            importance=page.importance,
            key_points=list(page.points.points),
            sources=list(page.sources),
            topics=[TermDocument(code=each.code, name=each.name) for each in about.topics],
            entities=[EntityDocument.of(each) for each in (*about.people, *about.organisations, *about.places)],
            coverage=[
                Covering(article=CardDocument.of(each.card), copies=[CardDocument.of(copy) for copy in each.copies])
                for each in page.coverage
            ],
            earlier=StoryDocument.of(page.earlier) if page.earlier else None,
            later=[StoryDocument.of(each) for each in page.later],
            near=[StoryDocument.of(each) for each in page.near],
        )


class SubscriptionDocument(Document):
    """A source that the reader follows: their own name and folder for it, and how it is."""

    source: int
    title: str
    folder: str
    url: str
    site_url: str | None
    kind: str
    articles: Count
    latest_at: datetime | None
    illness: str

    @staticmethod
    def of(tie: Subscription) -> SubscriptionDocument:
        """Of a subscription."""
        return SubscriptionDocument(
            source=tie.source.id,
            title=tie.name,
            folder=tie.folder,
            url=tie.source.url,
            site_url=tie.source.site_url,
            kind=tie.source.kind,
            articles=tie.articles,
            latest_at=tie.latest_at,
            illness=tie.source.state.illness,
        )


class Subscriptions(Document):
    """All that the reader follows, by folder and name."""

    subscriptions: list[SubscriptionDocument]


class Follow(Document):
    """An address to follow: a feed, a site, or a page."""

    address: str = Field(min_length=1, max_length=8_000, examples=["https://paper.example/"])
    folder: str = Field("", max_length=200)


class Followed(Document):
    """The source that an address led to; ``new`` tells that it was not followed before."""

    source: int
    new: bool


class Change(Document):
    """The reader's own name and folder for a source."""

    title: str = Field("", max_length=500)
    folder: str = Field("", max_length=200)


class InterestDocument(Document):
    """One thing that the reader follows or mutes, in one folder (empty: everywhere), until an instant if it ends."""

    id: int
    stance: Stance
    subject: SubjectDocument
    since: datetime
    until: datetime | None
    folder: str

    @staticmethod
    def of(interest: Interest) -> InterestDocument:
        """Of an interest."""
        return InterestDocument(
            id=interest.id,
            stance=interest.stance,
            subject=SubjectDocument.of(interest.subject),
            since=interest.since,
            until=interest.until,
            folder=interest.folder,
        )


class Interests(Document):
    """All that the reader states."""

    interests: list[InterestDocument]


class Statement(Document):
    """Something to follow or to mute."""

    stance: Stance
    kind: InterestKind
    key: str = Field(min_length=1, max_length=400)
    folder: str = Field("", max_length=200)
    until: datetime | None = None


class Said(Document):
    """One thing that the reader did. ``token`` is yours: the same one twice is one signal."""

    token: str = Field(min_length=1, max_length=200)
    kind: SaidKind
    story: int | None = Field(None, ge=0, le=2**53)
    at: datetime | None = None
    article: int | None = Field(None, ge=0, le=2**53)
    edition: int | None = Field(None, ge=0, le=2**53)
    place: int | None = Field(None, ge=0, lt=10_000)
    seconds: float | None = Field(None, ge=0, le=43_200, allow_inf_nan=False)


class Signals(Document):
    """Many at once. All are kept, or none."""

    signals: list[Said] = Field(max_length=10_000)


class RecordedDocument(Document):
    """How many were new, and how many were known already."""

    new: Count
    known: Count

    @staticmethod
    def of(recorded: Recorded) -> RecordedDocument:
        """Of what was recorded."""
        return RecordedDocument(new=recorded.new, known=recorded.known)


class Me(Document):
    """Who asks, through which program, and what their app password allows."""

    reader: str
    program: str
    scope: str
