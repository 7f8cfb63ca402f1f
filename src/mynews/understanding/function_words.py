"""Words that hold sentences together and name nothing, in the languages that most feeds are written in.

The packaged table of rare words knows English alone, and would take every *der* and *les* for a rare name.
"""

from __future__ import annotations

_ENGLISH = """
a about after all also an and any are as at be because been before being but by can could did do does for from had has
have he her him his how i if in into is it its just more most my new no nor not now of off on one only or other our out
over own said say says she should so some such than that the their them then there these they this those through to too
under until up us very was we were what when where which while who whom why will with would you your didn't don't can't
won't isn't wasn't i'm it's he's she's they're we're you're didn doesn don isn wasn ll ve re
"""
_GERMAN = """
ab aber als also am an auch auf aus bei beim bis da damit dann das dass dein dem den denn der des die dies diese dieser
dieses doch dort du durch ein eine einem einen einer eines er es für gegen hat hatte hatten haben hier ich ihm ihn ihr
ihre ihrem ihren im in ins ist ja kann kein keine man mehr mit nach nicht noch nun nur ob oder ohne schon sein seine
seinem seinen sich sie sind so soll über um und uns unter vom von vor war waren was wenn wer werden wie wieder will wir
wird wo wurde wurden zu zum zur zwischen
"""
_FRENCH = """
au aux avec ce ces cette comme dans de des donc du elle elles en entre est et été être eu il ils je la le les leur leurs
lui mais même ne nous on ont ou où par pas plus pour qu que qui sa sans se ses son sont sous sur ta te tu un une vous
d'un d'une qu'il qu'elle c'est n'est aussi après avant
"""
_SPANISH = """
al ante como con contra cuando de del desde donde el ella ellos en entre era es esta este esto está fue ha han hasta hay
la las le les lo los mas más me mi muy ni no nos o para pero por porque que qué quien se sea según ser si sin sobre son
su sus también te tras tu un una uno unos y ya yo
"""
_ITALIAN = """
agli ai al alla alle allo anche che chi ci col come con da dai dal dalla dalle degli dei del della delle dello di dopo e
ed è gli ha hanno i il in io la le lei lo loro lui ma nei nel nella nelle non o per perché più quando quella quello
questa questo se si sono su sua sui sul sulla suo tra un una uno
"""
_PORTUGUESE = """
a ao aos as às com como da das de do dos e é ela ele eles em entre era essa esse esta este foi há isso já lhe mais mas
na nas não no nos o os ou para pela pelo por porque quando que quem se sem ser seu seus são sobre sua suas também tem um
uma
"""
_DUTCH = """
aan af al als bij dan dat de deze die dit door een en er geen had heb heeft het hij hoe hun ik in is je kan maar me meer
met mijn na naar niet nog nu of om onder ook op over te tegen tot uit van veel voor was wat we wel werd wie wij wordt ze
zich zij zijn zo zou
"""
_NORTHERN = """
af alle at av blev blir da de deg dei dem den denne der deres det dette di din du då eller en er et ett for fra från för
ha han har hade hans hendes hennes hon hun hvad hva hvor i ikke ikkje inte jag jeg kan kunne man med men mer mot når
något nogen noen og också om op opp på se seg sig sin sina sine sit sitt ska skal skulle som så til till um ut var ved
vi vid vil ville være är över
"""
_POLISH = """
a ale bez być było był była co czy dla do gdy go i ich jak jako jego jej jest już która które który lub ma między na nad
nie niż o od oraz po pod przez przy są się tak także tego ten to tym w we więc z za ze że
"""
_RUSSIAN = """
а без более бы был была были было в во вот все всех вы где для до его ее если есть еще же за и из или им их к как когда
кто ли мы на над не него нет но о об он она они от по под при с со так также то только у уже что чтобы это этого этот я
"""

FUNCTION_WORDS = frozenset(
    " ".join(
        (
            _ENGLISH,
            _GERMAN,
            _FRENCH,
            _SPANISH,
            _ITALIAN,
            _PORTUGUESE,
            _DUTCH,
            _NORTHERN,
            _POLISH,
            _RUSSIAN,
        )
    ).split()
)
