//! What can be wrong with a relation beside its header: what it reads and the variables it names.

use super::{Found, params};
use crate::catalog::Catalog;
use crate::error::{Named, Problem};
use crate::formula::Span;
use crate::relation::Relation;
use crate::source::Place;
use crate::sql;

pub(super) fn check(catalog: &Catalog, relation: &Relation, found: &mut Found) {
    let text = &relation.place.source.text;
    let place = |span: Span| Place { source: relation.place.source.clone(), span };
    for (name, span) in sql::reads(text) {
        if !catalog.has_relation(&name) {
            let known = catalog.relation_names();
            found.report(Problem::UnknownName { what: Named::Relation, name, known }, place(span));
        }
    }
    for (name, span) in sql::variables(text) {
        if !params::is_setting(name) {
            let problem = Problem::UnknownParam { name: name.to_owned(), known: params::settings() };
            found.report(problem, place(span));
        }
    }
}
