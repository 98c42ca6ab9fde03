//! Measures of what follows an anchor, where a formula takes them without those they follow.
//!
//! What somebody did within a window belongs to the part that their first step belongs to, as long as the formula
//! intersects the two: `count(first_visited & signed_up_after)`. Taken alone it must be cut by itself, or every
//! part would be given the whole.

use std::collections::BTreeSet;

use catalog::{BinaryOperator, Catalog, Expr, Node};

/// The anchored measures that a formula names without intersecting them with a measure that is cut.
#[must_use]
pub fn alone(catalog: &Catalog, formula: &Expr) -> BTreeSet<String> {
    let mut alone = BTreeSet::new();
    visit(catalog, formula, false, &mut alone);
    alone
}

/// Whether a measure is about what follows another one's instant.
pub fn is_anchored(catalog: &Catalog, measure: &str) -> bool {
    let rule = catalog.measures.get(measure).and_then(|measure| measure.when.as_ref());
    rule.is_some_and(|rule| rule.anchor().is_some())
}

/// `met`: whatever this expression gives is intersected with a measure that is cut.
fn visit(catalog: &Catalog, expr: &Expr, met: bool, alone: &mut BTreeSet<String>) {
    let is_cut = |expr: &Expr| {
        let names = expr.names();
        !names.is_empty()
            && names.iter().all(|(name, _)| catalog.measures.contains_key(*name) && !is_anchored(catalog, name))
    };
    match &expr.node {
        Node::Number(_) | Node::Param(_) => {}
        Node::Name(name) if catalog.measures.contains_key(name) => {
            if !met && is_anchored(catalog, name) {
                alone.insert(name.clone());
            }
        }
        Node::Name(name) => {
            if let Some(metric) = catalog.metrics.get(name) {
                visit(catalog, &metric.formula.expr, false, alone);
            }
        }
        Node::Call { arguments, over, .. } => {
            let within = over.as_deref().is_some_and(is_cut);
            arguments.iter().for_each(|argument| visit(catalog, argument, within, alone));
            if let Some(over) = over {
                visit(catalog, over, arguments.iter().all(is_cut), alone);
            }
        }
        Node::Unary { operand, .. } => visit(catalog, operand, false, alone),
        Node::MeanOver { body, .. } => visit(catalog, body, false, alone),
        Node::Binary { operator, left, right } => {
            let both = *operator == BinaryOperator::And;
            let taken_from = both || *operator == BinaryOperator::Minus;
            visit(catalog, left, met || (both && is_cut(right)), alone);
            visit(catalog, right, met || (taken_from && is_cut(left)), alone);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_intersected_is_alone() {
        let catalog = Catalog::builtin().unwrap();
        let after = "signed_up_after_first_visit";
        for (formula, expected) in [
            ("count(first_visited_in_period & signed_up_after_first_visit)", false),
            ("count(signed_up_after_first_visit & (first_visited_in_period | signed_up_in_period))", false),
            ("count(first_visited_in_period - signed_up_after_first_visit)", false),
            ("visit_to_signup_rate", false),
            ("count(signed_up_after_first_visit)", true),
            ("count(first_visited_in_period) - count(signed_up_after_first_visit)", true),
            ("count(signed_up_after_first_visit & signed_up_after_first_visit)", true),
            ("count(signed_up_after_first_visit | first_visited_in_period)", true),
        ] {
            let found = alone(&catalog, &catalog::parse_formula(formula).unwrap());
            assert_eq!(found.contains(after), expected, "{formula}");
        }
    }

    #[test]
    fn no_metric_of_the_catalog_takes_one_alone() {
        let catalog = Catalog::builtin().unwrap();
        for metric in catalog.metrics.values() {
            assert_eq!(alone(&catalog, &metric.formula.expr), BTreeSet::new(), "{}", metric.id);
        }
    }
}
