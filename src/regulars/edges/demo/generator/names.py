"""Common names and cities of the demo shop's three countries."""

from __future__ import annotations


def _listed(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.replace("\n", " ").split(","))


GERMAN_FIRST = _listed(
    """
    Anna, Lena, Marie, Sophie, Julia, Laura, Katharina, Lisa, Hannah, Johanna, Clara, Emma, Mia, Nele, Frieda,
    Greta, Ida, Paula, Svenja, Birgit, Ute, Petra, Sabine, Monika, Heike, Lukas, Jonas, Felix, Maximilian, Paul,
    Leon, Finn, Moritz, Jakob, Tim, Niklas, Jan, Florian, Sebastian, Matthias, Stefan, Andreas, Thomas, Markus, Uwe,
    Jürgen, Karsten, Hinnerk, Ole, Malte
    """
)
GERMAN_LAST = _listed(
    """
    Müller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schulz, Hoffmann, Koch, Richter, Klein, Wolf,
    Schröder, Neumann, Schwarz, Zimmermann, Braun, Krüger, Hofmann, Hartmann, Lange, Werner, Krause, Lehmann,
    Köhler, Maier, Herrmann, König, Walter, Kaiser, Fuchs, Peters, Lang, Scholz, Möller, Weiß, Jung, Hahn, Vogel,
    Friedrich, Keller, Günther, Frank, Berger, Winkler, Roth, Beck, Lorenz, Petersen, Hansen, Jansen, Claasen,
    Thomsen, Brandt, Lüders
    """
)
AUSTRIAN_LAST = _listed(
    """
    Gruber, Huber, Bauer, Wagner, Pichler, Steiner, Moser, Mayer, Hofer, Leitner, Berger, Fuchs, Eder, Fischer,
    Schmid, Winkler, Weber, Schwarz, Maier, Schneider, Reiter, Mayr, Baumgartner, Brunner, Wimmer, Auer, Egger,
    Lang, Binder, Wolf, Ebner, Haas, Lechner, Aigner, Koller, Holzer, Strasser, Stadler, Haider, Wallner, Riedl,
    Kogler
    """
)
DUTCH_FIRST = _listed(
    """
    Emma, Julia, Sophie, Lotte, Sanne, Fleur, Iris, Anouk, Femke, Maaike, Marloes, Saskia, Ingrid, Roos, Noor, Eva,
    Lieke, Mirjam, Daan, Sem, Lucas, Bram, Thijs, Jeroen, Pieter, Sander, Maarten, Ruben, Koen, Joost, Wouter,
    Niels, Bas, Stijn, Jasper, Hendrik, Willem
    """
)
DUTCH_LAST = _listed(
    """
    de Jong, Jansen, de Vries, van den Berg, van Dijk, Bakker, Janssen, Visser, Smit, Meijer, de Boer, Mulder, de
    Groot, Bos, Vos, Peters, Hendriks, van Leeuwen, Dekker, Brouwer, de Wit, Dijkstra, Smits, de Graaf, van der
    Meer, van der Linden, Kok, Jacobs, de Haan, Vermeulen, van den Heuvel, van der Veen, van den Broek, de Bruijn,
    Schouten, van Beek, Willems, van Vliet, Hoekstra, Maas
    """
)
GERMAN_CITIES = _listed(
    """
    Hamburg, Berlin, Bremen, Hannover, Kiel, Lübeck, Leipzig, Köln, München, Frankfurt, Stuttgart, Dresden, Münster,
    Rostock, Oldenburg, Göttingen, Freiburg, Nürnberg, Flensburg, Erfurt
    """
)
AUSTRIAN_CITIES = _listed(
    """
    Wien, Graz, Linz, Salzburg, Innsbruck, Klagenfurt, Villach, Wels, Dornbirn, Steyr
    """
)
DUTCH_CITIES = _listed(
    """
    Amsterdam, Rotterdam, Utrecht, Den Haag, Groningen, Leiden, Haarlem, Eindhoven, Zwolle, Arnhem
    """
)
