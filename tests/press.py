"""Papers that publish into a real database, and the real parts that understand what they wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from mynews.model.source import Reader, Source
from mynews.model.story import StoryCard
from mynews.services.app import App
from mynews.services.stories.reading import articles_of, largest_stories
from mynews.services.stories.understand import Placer, annotate_due, name_due
from mynews.understanding.annotator import Annotator
from tests import make

DAM = (
    "Dam breaks above Brennick",
    "A dam above the town of Brennick broke on Monday after three days of rain, and the whole valley was evacuated. "
    "Mayor Ilse Marlow said that four hundred people had spent the night in the school of Upper Tarn.",
)
DAM_TOO = (
    "Brennick valley emptied as dam gives way",
    "Three days of rain were too much for the old dam at Brennick. Engineers saw the wall crack on Monday, and an hour "
    "later the valley below was under water. Ilse Marlow, the mayor, sent everybody to Upper Tarn.",
)
DAM_AGAIN = (
    "Hundreds in school hall after Brennick dam break",
    "Families from the valley below the broken dam at Brennick queued for soup in Upper Tarn. Mayor Ilse Marlow asked "
    "the government for tents, since nobody can say when the water will fall.",
)
FERRY = (
    "Ferry company Norlin buys six electric ships",
    "The ferry company Norlin will replace its diesel fleet on the Sund with six electric ships, its chief executive "
    "Tor Haugland told shareholders. The shipyard in Gravik has eighteen months for the first of them.",
)
FERRY_TOO = (
    "Gravik shipyard wins order for electric ferries",
    "Six electric ferries will be built at the shipyard in Gravik for the company Norlin, which sails the Sund. The "
    "order secures nine hundred jobs, and Tor Haugland hopes to retire the diesel fleet by spring.",
)
CHESS = (
    "Eleven-year-old Petra Olbricht wins chess title in Vastoria",
    "With a queen sacrifice that stunned the hall in Vastoria, Petra Olbricht became the youngest chess champion of "
    "the country. The eleven-year-old had learnt the game from her grandfather, a retired railwayman.",
)
Report = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Press:
    """Papers of an installation, which its first reader follows, and the parts that understand them."""

    app: App
    annotator: Annotator

    def paper(self, name: str, feed: str = "feed.xml", *, folder: str = "", reader: Reader | None = None) -> Source:
        """A paper's feed, which is there already or is from now on; private to ``reader`` where one is given."""
        url = f"https://{name}.example/{feed}"
        private_to = reader.id if reader else None
        app = self.app
        with app.db.write() as tx:
            there = tx.sources.at(url, private_to)
            if there is not None:
                return there
            source = make.source(url=url, title=name.title(), private_to=private_to)
            tx.hosts.add([f"{name}.example"])
            (added,) = tx.sources.add([source], {url: f"{name}.example"}, app.now())
        follower = reader or app.reader()
        with app.db.write() as tx:
            tx.subscriptions.add([{"reader_id": follower.id, "source_id": added.id, "folder": folder}], app.now())
        return added

    def publish(self, source: Source, report: Report, *, hours_ago: float = 1, url: str | None = None) -> int:
        """A report in a feed; gives the article's number."""
        headline, text = report
        app = self.app
        host = source.url.split("/")[2]
        with app.db.write() as tx:
            number = tx.articles.count() + 1
            parsed = make.article(
                headline=headline,
                body=f"<p>{text}</p>" if text else "",
                url=url or f"https://{host}/articles/{number}",
                identity=f"{source.url} {number}",
                byline="",
                published_at=app.now() - timedelta(hours=hours_ago),
            )
            (article_id,) = tx.articles.save(source.id, [make.ready(parsed, app.now())])
        return article_id

    def understand(self, *, names: bool = False) -> None:
        """Understand all that is due, and place it; names in whole texts only on request."""
        while annotate_due(self.app, self.annotator):
            pass
        self.place()
        while names and name_due(self.app, self.annotator):
            pass

    def place(self) -> None:
        """Place all that waits."""
        placer = Placer(self.app, self.annotator.gazetteer)
        while placer.place_due():
            pass
        placer.close()

    def later(self, **passed: float) -> Press:
        """The same installation when so much time has passed."""
        then = self.app.now() + timedelta(**passed)
        return replace(self, app=replace(self.app, clock=lambda: then))

    def stories(self, reader: Reader | None = None) -> dict[int, set[int]]:
        """The numbers of all stories that a reader finds, each with those of its articles, copies among them."""
        who = reader or self.app.reader()
        cards = self.cards(who)
        coverage = articles_of(self.app, who, [card.id for card in cards])
        return {
            story_id: {card.id for each in coverings for card in (each.card, *each.copies)}
            for story_id, coverings in coverage.items()
        }

    def cards(self, reader: Reader | None = None) -> tuple[StoryCard, ...]:
        """All stories that a reader finds."""
        return largest_stories(self.app, reader or self.app.reader(), 1000)

    def story_of(self, article_id: int) -> int:
        """The number of an article's story."""
        with self.app.db.read() as tx:
            story_id = tx.stories.placed_in(article_id)
        assert story_id is not None
        return story_id


def together(stories: Iterable[set[int]]) -> list[list[int]]:
    """The articles of stories, whatever the stories' numbers."""
    return sorted(sorted(each) for each in stories)
