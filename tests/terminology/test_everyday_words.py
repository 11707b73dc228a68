"""Everyday words of French are no concepts, however they fold."""

from __future__ import annotations

import pytest

from casegraph.pipeline import read_stated
from casegraph.text.document import document_from_text

EVERYDAY = """
je tu il elle on nous vous ils elles le la les un une des du de au aux ce cet cette ces mon ton son ma ta sa mes tes
ses notre votre leur nos vos leurs qui que quoi dont où lequel laquelle lesquels lesquelles quel quelle quels
quelles et ou ni mais or car donc si comme lorsque quand puisque parce afin pour par avec sans sous sur dans entre
vers chez contre depuis pendant durant avant après jusque dès malgré selon sauf hormis hors outre suis es est sommes
êtes sont étais était étions étiez étaient fus fut fûmes furent serai seras sera serons serez seront serais serait
serions seraient sois soit soyons soyez soient étant été être ai as a avons avez ont avais avait avions aviez
avaient eus eut eûmes eurent aurai auras aura aurons aurez auront aurais aurait aurions auraient aie ait ayons aient
ayant eu avoir fais fait faisons font faisais faisait faisaient fit firent fera feront ferait fasse faisant faire
peux peut pouvons peuvent pouvais pouvait pouvaient put purent pourra pourront pourrait puisse pouvant pu pouvoir
dois doit devons doivent devait devaient dut durent devra devront devrait dû devant devoir vais va allons vont
allait allaient alla ira iront irait aille allant aller veut veulent voulait voudrait voulu vouloir sait savent
savait su savoir voit voyons vu voir vient viennent venait vint venu venir tient tenu tenir met mettent mis mettre
prend prennent prenait prit pris prendre dit dire disait donne donner donné trouve trouver trouvé passe passer passé
reste rester resté permet permettre permis tout toute tous toutes autre autres même mêmes tel telle tels telles
plusieurs quelques chaque certain certains certaine certaines aucun aucune nul nulle plus moins très trop peu assez
bien mal mieux pire encore déjà toujours jamais souvent parfois ensuite puis enfin alors ainsi aussi surtout
notamment seulement environ presque quasi ici là ailleurs hier demain aujourd'hui tard tôt longtemps premier
première deuxième second seconde troisième dernier dernière nouveau nouvelle nouveaux nouvelles ancien ancienne
grand grande petit petite bon bonne mauvais mauvaise haut haute bas basse long longue court courte gros grosse jeune
vieux vieille deux trois quatre cinq six sept huit neuf dix vingt trente cent mille jour jours semaine semaines mois
an ans année années heure heures minute matin soir nuit fois temps moment date âge cas faits chose choses partie
parties point points côté côtés lieu lieux suite début fin cours état niveau type forme nombre taux part façon
manière raison cause effet but objet sujet ordre exemple question réponse problème homme femme enfant père mère
frère sœur fils fille mari épouse famille monde gens personne personnes ami travail maison vie ville pays école eau
air feu terre table chaise porte livre lettre page mot nom numéro rapport service hôpital docteur équipe groupe
étude article auteur auteurs littérature revue série tableau figure image photo
""".split()


@pytest.mark.parametrize("sentence", ["{}", "Il note que {} ensuite."])
def test_an_everyday_word_is_no_concept(sentence: str) -> None:
    clinical = ("condition", "treatment", "procedure", "observation")
    found = {
        word: record.concept
        for word in EVERYDAY
        for record in read_stated(document_from_text(sentence.format(word), "mot")).records
        if record.kind in clinical
    }
    assert found == {}
