"""What the simulated company sells: categories, brands, words for names and descriptions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Category:
    """One leaf of the two-level category tree.

    ``refill_days`` is the usual time between two purchases of a consumable, 0 for durables;
    ``popularity`` a relative weight; prices in EUR.
    """

    path: str
    popularity: float
    low_price: float
    high_price: float
    refill_days: int
    nouns: tuple[str, ...]
    purpose: str


CATEGORIES: tuple[Category, ...] = (
    Category("Garden > Seeds", 0.9, 2.0, 9.0, 60,
             ("Tomato Seeds", "Basil Seeds", "Wildflower Mix",
              "Sunflower Seeds", "Lawn Seed", "Pepper Seeds"),
             "for beds, pots and balconies"),
    Category("Garden > Tools", 0.6, 9.0, 69.0, 0,
             ("Hand Trowel", "Pruning Shears", "Watering Can",
              "Garden Fork", "Rake", "Kneeling Pad"),
             "for planting, cutting and watering"),
    Category("Kitchen > Coffee", 1.6, 6.0, 29.0, 28,
             ("Espresso Beans", "Filter Roast", "Decaf Beans",
              "Ground Coffee", "Cold Brew Bags", "House Blend"),
             "for the first cup of the day"),
    Category("Kitchen > Cookware", 0.9, 19.0, 149.0, 0,
             ("Cast Iron Pan", "Saucepan", "Wok",
              "Stock Pot", "Grill Pan", "Casserole"),
             "for stove and oven"),
    Category("Kitchen > Tea", 1.0, 4.0, 19.0, 35,
             ("Green Tea", "Earl Grey", "Rooibos",
              "Peppermint Tea", "Chai", "Oolong"),
             "for quiet afternoons"),
    Category("Home > Candles", 0.9, 7.0, 39.0, 50,
             ("Scented Candle", "Pillar Candle", "Tea Lights",
              "Beeswax Candle", "Candle Refill", "Taper Set"),
             "for warm evenings"),
    Category("Home > Textiles", 0.8, 15.0, 129.0, 0,
             ("Linen Throw", "Cushion Cover", "Bath Towel",
              "Bed Linen", "Table Runner", "Wool Blanket"),
             "for bed, bath and sofa"),
    Category("Pets > Dog Food", 1.3, 9.0, 59.0, 30,
             ("Dry Food", "Wet Food Tray", "Puppy Kibble",
              "Chew Sticks", "Training Treats", "Grain-Free Kibble"),
             "for dogs of every size"),
    Category("Pets > Cat Supplies", 1.2, 5.0, 45.0, 30,
             ("Cat Litter", "Wet Food Pouches", "Kitten Kibble",
              "Catnip Treats", "Salmon Bites", "Litter Refill"),
             "for cats indoors and out"),
    Category("Beauty > Skin Care", 1.2, 8.0, 65.0, 45,
             ("Day Cream", "Night Serum", "Face Wash",
              "Hand Balm", "Sun Lotion", "Clay Mask"),
             "for dry and sensitive skin"),
    Category("Sports > Running", 1.0, 12.0, 159.0, 0,
             ("Running Shoes", "Trail Socks", "Rain Jacket",
              "Head Torch", "Hydration Belt", "Tempo Shirt"),
             "for roads and trails"),
    Category("Sports > Yoga", 0.8, 9.0, 89.0, 0,
             ("Yoga Mat", "Cork Block", "Cotton Strap",
              "Bolster", "Meditation Cushion", "Grip Towel"),
             "for mat and studio"),
)  # fmt: skip

#: Brand and the categories (index into CATEGORIES) it serves.
BRANDS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("Greenleaf", (0, 1, 4)), ("Rootwell", (0, 1)), ("Sunny Acre", (0, 1, 7)),
    ("Moor & Meadow", (0, 5, 9)), ("Kaldi", (2, 3, 4)), ("North Roast", (2, 4)),
    ("Bean Theory", (2, 3)), ("Emberware", (3, 1)), ("Casa Lumo", (3, 5, 6)),
    ("Leaf & Kettle", (4, 2)), ("Wick & Wax", (5, 6)), ("Hygga", (5, 6, 9)),
    ("Loomstead", (6, 11)), ("Nordvale", (6, 3, 10)), ("Pawsome", (7, 8)),
    ("Bark Street", (7, 8)), ("Whisker Co", (8, 7)), ("Velura", (9, 5)),
    ("Derma Plain", (9,)), ("Aqua Bloom", (9, 11)), ("Stride", (10, 11)),
    ("Fjell Run", (10, 6)), ("Lotus Lane", (11, 9)), ("Plain Goods", (1, 2, 8, 10)),
)  # fmt: skip

ADJECTIVES: tuple[str, ...] = (
    "Classic", "Organic", "Premium", "Everyday", "Gentle", "Bold", "Light", "Family", "Travel",
    "Deluxe", "Natural", "Original",
)  # fmt: skip

SIZES: tuple[str, ...] = ("Small", "Medium", "Large", "Twin Pack", "Value Pack")

#: Kinds of customers: weight of each category (same order as CATEGORIES) per lifestyle.
LIFESTYLES: tuple[tuple[float, ...], ...] = (
    (9.0, 7.0, 0.5, 0.5, 2.0, 1.0, 0.3, 0.5, 0.5, 0.5, 0.3, 0.3),  # gardener
    (1.0, 0.3, 9.0, 5.0, 3.0, 0.5, 0.5, 0.2, 0.2, 0.3, 0.5, 0.2),  # coffee and cooking
    (0.3, 0.2, 1.0, 1.0, 3.0, 8.0, 7.0, 0.2, 0.5, 3.0, 0.2, 0.8),  # nest builder
    (0.8, 0.8, 0.8, 0.3, 0.3, 0.5, 0.5, 10.0, 1.0, 0.3, 2.0, 0.2),  # dog owner
    (0.4, 0.3, 0.5, 0.3, 2.0, 1.0, 0.8, 0.5, 10.0, 1.0, 0.2, 0.5),  # cat owner
    (0.2, 0.2, 0.6, 0.3, 2.0, 2.0, 0.8, 0.2, 0.3, 9.0, 0.6, 4.0),  # self-care
    (0.2, 0.3, 2.0, 0.5, 0.3, 0.2, 0.3, 1.0, 0.2, 1.5, 10.0, 4.0),  # runner
)

SEARCH_FILLERS: tuple[str, ...] = ("", "best ", "cheap ", "gift ", "organic ")
