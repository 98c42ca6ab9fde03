//! Every address of a question, in one ordered table. The router, the document of the API and the tests of access are all
//! made from it.

/// How a question is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Parameters in the address.
    Get,
    /// Parameters in a JSON object.
    Post,
    /// Parameters in the address; what is named is gone afterwards.
    Delete,
}

impl Method {
    /// As a request has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

/// One address.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    pub method: Method,
    /// With `{name}` for a parameter that is a part of the path.
    pub path: &'static str,
    /// The question asked, of [`crate::Questions::all`].
    pub question: &'static str,
    /// The list of the answer that is given page by page, by its name, where there is one.
    pub pages: Option<&'static str>,
}

const fn get(path: &'static str, question: &'static str) -> Route {
    Route { method: Method::Get, path, question, pages: None }
}

const fn pages(path: &'static str, question: &'static str, list: &'static str) -> Route {
    Route { method: Method::Get, path, question, pages: Some(list) }
}

const fn post(path: &'static str, question: &'static str) -> Route {
    Route { method: Method::Post, path, question, pages: None }
}

/// All of them.
pub static ROUTES: &[Route] = &[
    pages("/api/metrics", "metrics", "metrics"),
    get("/api/metrics/{id}", "metrics"),
    get("/api/query", "query"),
    post("/api/query", "query"),
    get("/api/explain", "explain"),
    get("/api/report", "report"),
    get("/api/analyses/retention", "retention"),
    get("/api/analyses/funnel", "funnel"),
    get("/api/analyses/paths", "paths"),
    get("/api/analyses/survival", "survival"),
    get("/api/analyses/value", "value"),
    get("/api/analyses/mrr", "mrr"),
    get("/api/analyses/segments", "segments"),
    pages("/api/analyses/health", "health", "scores"),
    pages("/api/analyses/churn", "churn", "scores"),
    pages("/api/analyses/leads", "leads", "scores"),
    get("/api/analyses/experiment", "experiment"),
    get("/api/analyses/affinity", "affinity"),
    get("/api/analyses/drivers", "drivers"),
    get("/api/analyses/forecast", "forecast"),
    pages("/api/customers", "customers", "customers"),
    pages("/api/accounts", "accounts", "accounts"),
    pages("/api/customers/{id}", "customer", "timeline"),
    Route { method: Method::Delete, ..get("/api/customers/{id}", "forget") },
    get("/api/customers/{id}/forget", "forget_preview"),
    pages("/api/candidates", "candidates", "candidates"),
    post("/api/candidates", "decide"),
    get("/api/merges", "merge_preview"),
    post("/api/merges", "merge"),
    get("/api/unmerges", "unmerge_preview"),
    post("/api/unmerges", "unmerge"),
    get("/api/status", "status"),
    get("/api/quality", "check"),
    get("/api/quality/verdict", "verdict"),
    pages("/api/rejects", "rejects", "rejects"),
    get("/api/rejects/export", "rejects_export"),
    get("/api/diff", "diff"),
    get("/api/sql", "sql"),
    post("/api/sql", "sql"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_address_asks_one_question() {
        let all: Vec<_> = ROUTES.iter().map(|route| (route.path, route.method as u8)).collect();
        let different: BTreeSet<_> = all.iter().collect();
        assert_eq!(all.len(), different.len());
    }
}
