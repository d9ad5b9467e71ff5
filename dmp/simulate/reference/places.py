"""Countries, towns, streets, and the phone ranges that regulators keep free for fiction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """One country of the company's customers.

    ``mobile`` and ``landline`` are number ranges reserved for drama: (prefix, digits that
    follow). Germany: Bundesnetzagentur; United Kingdom: Ofcom; France: Arcep; North America:
    555-01xx. None is known for Austria, so Austrians have no phone here.
    """

    code: str
    share: float
    language: str
    locale: str
    currency: str
    utc_offset_hours: int
    tax_rate: float
    trunk: str
    dial: str
    mobile: tuple[tuple[str, int], ...]
    landline: tuple[tuple[str, int], ...]
    towns: tuple[tuple[str, str, str], ...]  # town, start of the postal code, region
    postal_digits: int
    streets: tuple[str, ...]


# Real area codes: with 555-01xx behind them the number is reserved, whatever the area.
_US_AREA_CODES = (
    "201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 "
    "239 240 248 251 252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 "
    "310 312 313 314 315 316 317 318 319 320 321 323 325 330 334 336 337 339 347 351 352 360 361 "
    "386 401 402 404 405 406 407 408 409 410 412 413 414 415 417 419 423 424 425 432 434 435 440 "
    "443 458 469 470 478 479 480 484 501 502 503 504 505 507 508 509 510 512 513 515 516 517 518 "
    "520 530 540 541 551 559 561 562 563 567 570 571 573 574 575 580 585 586 601 602 603 605 606 "
    "607 608 609 610 612 614 615 616 617 618 619 620 623 626 630 631 636 641 646 650 651 660 661 "
    "662 678 682 701 702 703 704 706 707 708 712 713 714 715 716 717 718 719 720 724 727 731 732 "
    "734 740 754 757 760 763 765 770 772 773 774 775 781 785 786 801 802 803 804 805 806 808 810 "
    "812 813 814 815 816 817 818 828 830 831 832 843 845 847 848 850 856 857 858 859 860 862 863 "
    "864 865 870 901 903 904 906 907 908 909 910 912 913 914 915 916 917 918 919 920 925 928 931 "
    "936 937 940 941 947 949 951 952 954 956 970 971 972 973 978 979 980 985 989"
)
_US_AREAS = _US_AREA_CODES.split()

COUNTRIES: tuple[Country, ...] = (
    Country(
        code="DE", share=0.45, language="de", locale="de-DE", currency="EUR", utc_offset_hours=1,
        tax_rate=0.19, trunk="0", dial="49",
        mobile=(("15228817", 3), ("15228895", 3), ("15254599", 3), ("17139200", 2),
            ("176040690", 2)),
        landline=(("3023125", 3), ("6990009", 3), ("4066969", 3), ("2214710", 3), ("8999998", 3)),
        towns=(
            ("Berlin", "10", "Berlin"), ("Hamburg", "20", "Hamburg"), ("München", "80", "Bayern"),
            ("Köln", "50", "Nordrhein-Westfalen"), ("Frankfurt am Main", "60", "Hessen"),
            ("Stuttgart", "70", "Baden-Württemberg"), ("Leipzig", "04", "Sachsen"),
            ("Bremen", "28", "Bremen"), ("Nürnberg", "90", "Bayern"),
            ("Münster", "48", "Nordrhein-Westfalen"),
        ),
        postal_digits=5,
        streets=(
            "Hauptstraße", "Bahnhofstraße", "Gartenweg", "Schulstraße", "Dorfstraße", "Bergstraße",
            "Lindenallee", "Kirchgasse", "Waldweg", "Ringstraße", "Rosenweg", "Goethestraße",
            "Schillerstraße", "Mühlenweg", "Am Markt", "Wiesenstraße", "Amselweg", "Birkenweg",
            "Feldstraße", "Parkstraße", "Ahornweg", "Buchenstraße", "Mozartstraße",
            "Industriestraße",
        ),
    ),
    Country(
        code="AT", share=0.08, language="de", locale="de-AT", currency="EUR", utc_offset_hours=1,
        tax_rate=0.20, trunk="0", dial="43", mobile=(), landline=(),
        towns=(
            ("Wien", "1", "Wien"), ("Graz", "80", "Steiermark"), ("Linz", "40", "Oberösterreich"),
            ("Salzburg", "50", "Salzburg"), ("Innsbruck", "60", "Tirol"),
        ),
        postal_digits=4,
        streets=(
            "Hauptplatz", "Wiener Straße", "Kärntner Gasse", "Schulgasse", "Kirchengasse",
            "Feldgasse",
            "Lindengasse", "Mühlgasse", "Bahnstraße", "Gartengasse", "Berggasse", "Ringweg",
        ),
    ),
    Country(
        code="FR", share=0.15, language="fr", locale="fr-FR", currency="EUR", utc_offset_hours=1,
        tax_rate=0.20, trunk="0", dial="33",
        mobile=(("63998", 4),),
        landline=(("19900", 4), ("26191", 4), ("35301", 4), ("46571", 4), ("53649", 4)),
        towns=(
            ("Paris", "75", "Île-de-France"), ("Lyon", "69", "Auvergne-Rhône-Alpes"),
            ("Marseille", "13", "Provence-Alpes-Côte d'Azur"), ("Toulouse", "31", "Occitanie"),
            ("Nantes", "44", "Pays de la Loire"), ("Strasbourg", "67", "Grand Est"),
            ("Lille", "59", "Hauts-de-France"), ("Rennes", "35", "Bretagne"),
        ),
        postal_digits=5,
        streets=(
            "Rue de la Gare", "Rue de l'Église", "Grande Rue", "Rue du Moulin", "Rue des Écoles",
            "Avenue de la République", "Rue Victor Hugo", "Rue Pasteur", "Place de la Mairie",
            "Rue du Stade", "Chemin des Vignes", "Rue des Lilas", "Rue du Château",
            "Rue des Jardins",
        ),
    ),
    Country(
        code="GB", share=0.20, language="en", locale="en-GB", currency="GBP", utc_offset_hours=0,
        tax_rate=0.20, trunk="0", dial="44",
        mobile=(("7700900", 3),),
        landline=(
            ("1632960", 3), ("2079460", 3), ("1214960", 3), ("1414960", 3), ("1314960", 3),
            ("1134960", 3), ("1514960", 3), ("1614960", 3), ("2890180", 3), ("1174960", 3),
        ),
        towns=(
            ("London", "SW1", "England"), ("Manchester", "M1", "England"),
            ("Birmingham", "B2", "England"), ("Leeds", "LS1", "England"),
            ("Bristol", "BS1", "England"), ("Edinburgh", "EH3", "Scotland"),
            ("Cardiff", "CF1", "Wales"), ("Belfast", "BT1", "Northern Ireland"),
        ),
        postal_digits=0,
        streets=(
            "High Street", "Station Road", "Church Lane", "Park Road", "Victoria Road",
            "Green Lane",
            "Manor Road", "Kings Road", "Queens Road", "Mill Lane", "The Avenue", "Grange Road",
            "Windsor Road", "Chapel Street", "School Lane", "Highfield Road",
        ),
    ),
    Country(
        code="US", share=0.12, language="en", locale="en-US", currency="USD", utc_offset_hours=-5,
        tax_rate=0.07, trunk="", dial="1",
        mobile=tuple((area + "55501", 2) for area in _US_AREAS[0::2]),
        landline=tuple((area + "55501", 2) for area in _US_AREAS[1::2]),
        towns=(
            ("New York", "100", "NY"), ("Chicago", "606", "IL"), ("Los Angeles", "900", "CA"),
            ("Houston", "770", "TX"), ("Seattle", "981", "WA"), ("Boston", "021", "MA"),
            ("Denver", "802", "CO"), ("Atlanta", "303", "GA"),
        ),
        postal_digits=5,
        streets=(
            "Main Street", "Oak Avenue", "Maple Street", "Cedar Lane", "Pine Street", "Elm Street",
            "Washington Avenue", "Lake Drive", "Hill Street", "Park Avenue", "Sunset Boulevard",
            "River Road", "Walnut Street", "Spring Street", "Highland Avenue", "Lincoln Road",
        ),
    ),
)  # fmt: skip

#: Reserved by RFC 2606 and RFC 6761: no address here can exist.
MAIL_DOMAINS: tuple[str, ...] = (
    "example.com", "example.org", "example.net", "mail.example", "post.example", "web.example",
    "inbox.test",
)  # fmt: skip

#: RFC 5737 and RFC 3849: addresses for documentation.
IPV4_NETWORKS: tuple[str, ...] = ("192.0.2.", "198.51.100.", "203.0.113.")
IPV6_NETWORK = "2001:db8::"

USER_AGENTS: tuple[str, ...] = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/137.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Safari/17.5",
    "Mozilla/5.0 (X11; Linux x86_64) Firefox/139.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4) Mobile Safari/18.4",
    "Mozilla/5.0 (Linux; Android 15) Mobile Chrome/137.0",
)
PHONE_MODELS: tuple[str, ...] = ("Phone 14", "Phone 15 Pro", "Robo 8", "Robo 9a", "Galaxy-ish S24")
