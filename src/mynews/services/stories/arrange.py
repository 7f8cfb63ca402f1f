"""Stories as readers want them: what they part stays apart, what they bring together stays together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from mynews.model.errors import NotAllowed, NotFound
from mynews.model.source import Reader
from mynews.model.story import Move, StoryMember
from mynews.services.app import App
from mynews.services.stories.summaries import summed_up
from mynews.storage.database import Tx
from mynews.understanding.places import Gazetteer


def split(app: App, reader: Reader, story_id: int, article_ids: Sequence[int]) -> int:
    """Take articles, with the copies of their texts, out of a story into one of their own; gives its number.

    Nothing brings the two together again but a reader. Raises NotFound, and NotAllowed where nothing would be left.
    """
    _may(app)
    now = app.now()
    with app.db.write() as tx:
        tx.desk.lock()
        members = _members(tx, reader, story_id)
        readable = {each.article_id for each in members if each.private_to in (None, reader.id)}
        leaving = _with_copies(members, readable.intersection(article_ids))
        if not leaving:
            raise NotFound("These articles are not in this story any more. Look at it again.")
        staying = [each for each in members if each not in leaving]
        if not staying:
            raise NotAllowed("All articles of a story cannot leave it: one must stay.")
        new_id = tx.desk.new_story()
        first = min(leaving, key=lambda each: (each.at, each.article_id))
        tx.desk.carry_out([Move(first.article_id, new_id, first.at, opens=True)])
        tx.desk.hold_in(new_id, [each.article_id for each in leaving])
        tx.desk.hold_in(staying[0].story_id, [each.article_id for each in staying])
        tx.desk.part(staying[0].story_id, new_id, reader.id, now)
        tx.stories.save(summed_up(tx, [staying[0].story_id, new_id], gazetteer(), now))
    return new_id


def merge(app: App, reader: Reader, story_id: int, other_id: int) -> int:
    """Make one story of two, under the number of the first, which is given. Raises NotFound and NotAllowed."""
    _may(app)
    now = app.now()
    with app.db.write() as tx:
        tx.desk.lock()
        members, others = _members(tx, reader, story_id), _members(tx, reader, other_id)
        one, other = members[0].story_id, others[0].story_id
        if one == other:
            return one
        tx.desk.touch()
        tx.desk.absorb(other, one)
        tx.desk.join(one, other)
        tx.desk.hold_in(one, [each.article_id for each in (*members, *others)])
        tx.stories.save(summed_up(tx, [one], gazetteer(), now))
    return one


@cache
def gazetteer() -> Gazetteer:
    """The packaged gazetteer, read at first need: some tenths of a second."""
    return Gazetteer.load()


def _may(app: App) -> None:
    if not app.settings.readers_arrange_stories:
        raise NotAllowed("On this server readers cannot split or merge stories (readers_arrange_stories is off).")


def _members(tx: Tx, reader: Reader, story_id: int) -> list[StoryMember]:
    """The articles of a story, all of them, for a reader who may open at least one. Raises NotFound."""
    found = tx.stories.members([tx.stories.current(story_id)])
    if not any(each.private_to in (None, reader.id) for each in found):
        raise NotFound(f"There is no story number {story_id} here.")
    return found


def _with_copies(members: Sequence[StoryMember], article_ids: set[int]) -> list[StoryMember]:
    """These articles of a story and the other versions of their texts."""
    originals = {each.copy_of or each.article_id for each in members if each.article_id in article_ids}
    return [each for each in members if (each.copy_of or each.article_id) in originals]
