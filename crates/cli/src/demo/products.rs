//! What the shop sells.

use super::dice::Dice;

/// One product.
pub struct Product {
    pub id: &'static str,
    pub category: &'static str,
    /// Price and cost of one, in cents.
    pub price: i64,
    pub cost: i64,
    /// How often it is bought, relative to the others.
    pub weight: f64,
    /// The product that is often bought with it.
    pub goes_with: Option<&'static str>,
}

const fn product(
    id: &'static str,
    category: &'static str,
    (price, cost): (i64, i64),
    weight: f64,
    goes_with: Option<&'static str>,
) -> Product {
    Product { id, category, price, cost, weight, goes_with }
}

/// The whole range.
pub static PRODUCTS: [Product; 40] = [
    product("seed-tomato", "seeds", (390, 110), 9.0, Some("soil-vegetable")),
    product("seed-basil", "seeds", (290, 80), 7.0, Some("pot-terracotta-14")),
    product("seed-carrot", "seeds", (250, 70), 5.0, None),
    product("seed-pumpkin", "seeds", (350, 100), 4.0, Some("soil-vegetable")),
    product("seed-wildflowers", "seeds", (590, 190), 8.0, None),
    product("seed-chili", "seeds", (390, 120), 5.0, Some("lamp-grow-24")),
    product("seed-box-balcony", "seeds", (1990, 750), 6.0, Some("pot-box-60")),
    product("seed-box-children", "seeds", (1690, 640), 4.0, Some("tool-children-set")),
    product("bulb-tulip-25", "bulbs", (1290, 490), 5.0, Some("tool-bulb-planter")),
    product("bulb-narcissus-20", "bulbs", (1090, 410), 4.0, Some("tool-bulb-planter")),
    product("bulb-allium-10", "bulbs", (1490, 620), 2.5, None),
    product("bulb-dahlia-3", "bulbs", (1190, 510), 3.0, None),
    product("bulb-garlic-1kg", "bulbs", (990, 400), 2.0, None),
    product("tool-trowel", "tools", (1790, 790), 5.0, Some("tool-gloves-m")),
    product("tool-secateurs", "tools", (3490, 1550), 5.5, Some("tool-sharpener")),
    product("tool-sharpener", "tools", (1490, 560), 2.0, None),
    product("tool-gloves-m", "tools", (1290, 480), 5.0, None),
    product("tool-spade", "tools", (4990, 2400), 2.5, None),
    product("tool-rake", "tools", (3690, 1750), 2.0, None),
    product("tool-watering-can", "tools", (2990, 1300), 4.0, None),
    product("tool-bulb-planter", "tools", (1990, 870), 2.0, None),
    product("tool-children-set", "tools", (2490, 1120), 3.0, None),
    product("tool-moisture-meter", "tools", (1590, 590), 3.5, None),
    product("pot-terracotta-14", "pots", (690, 290), 5.0, Some("soil-herb")),
    product("pot-terracotta-24", "pots", (1490, 670), 4.0, Some("soil-universal")),
    product("pot-box-60", "pots", (2290, 1040), 5.0, Some("soil-universal")),
    product("pot-hanging", "pots", (1890, 810), 3.0, None),
    product("pot-raised-bed", "pots", (12_900, 7100), 1.2, Some("soil-vegetable")),
    product("pot-self-watering", "pots", (3990, 1920), 3.0, None),
    product("soil-universal", "soil", (990, 490), 7.0, None),
    product("soil-vegetable", "soil", (1190, 580), 6.5, Some("care-tomato-feed")),
    product("soil-herb", "soil", (890, 420), 4.0, None),
    product("soil-compost-40", "soil", (1390, 710), 3.0, None),
    product("soil-perlite", "soil", (790, 310), 2.0, None),
    product("care-tomato-feed", "care", (890, 290), 5.0, None),
    product("care-universal-feed", "care", (990, 320), 4.5, None),
    product("care-nematodes", "care", (1990, 990), 2.5, None),
    product("care-copper-tape", "care", (1190, 430), 2.0, None),
    product("care-fleece-10", "care", (1290, 520), 2.5, None),
    product("lamp-grow-24", "care", (4490, 2150), 2.2, None),
];

/// A product by its popularity.
pub fn draw(dice: &mut Dice) -> usize {
    dice.weighted(PRODUCTS.iter().map(|product| product.weight))
}

/// The product that is often bought with this one.
#[must_use]
pub fn goes_with(index: usize) -> Option<usize> {
    let wanted = PRODUCTS.get(index)?.goes_with?;
    PRODUCTS.iter().position(|product| product.id == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_with_a_product_is_sold_too() {
        for (index, product) in PRODUCTS.iter().enumerate() {
            assert_eq!(goes_with(index).is_some(), product.goes_with.is_some(), "{}", product.id);
            assert!(product.cost < product.price, "{}", product.id);
        }
    }
}
