// Made from docs/openapi.json by `npm run client`; do not edit.

export interface paths {
    "/api/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the catalog, or show the page of one metric */
        get: operations["get_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/metrics/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the catalog, or show the page of one metric */
        get: operations["get_metrics__id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Answer with numbers */
        get: operations["get_query"];
        put?: never;
        /** Answer with numbers */
        post: operations["post_query"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Take one number apart, down to customers, rows and files */
        get: operations["get_explain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what every company reports: retention, satisfaction, conversion, repeat sale and lifetime value, each with its trend */
        get: operations["get_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analyses/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow cohorts: of the customers who began in one period, who came back in each period after */
        get: operations["get_analyses_retention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analyses/funnel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow customers through steps: how many take each, how long it takes, and where they are lost */
        get: operations["get_analyses_funnel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analyses/paths": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what customers do after an event or before it, as a tree with how many end at each step */
        get: operations["get_analyses_paths"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analyses/survival": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Draw how long customers last: survival curves, what tells them apart, what shortens lifetimes, and how they go on */
        get: operations["get_analyses_survival"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analyses/value": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Foretell value: who is still there, how often they will buy again, and what that is worth, judged by what came after */
        get: operations["get_analyses_value"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analyses/mrr": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show how recurring revenue moved, under a profile of rules, and why two profiles differ */
        get: operations["get_analyses_mrr"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analyses/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show saved segments: how large they are, what they are worth, how they overlap and who is in them; or the classes of RFM */
        get: operations["get_analyses_segments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analyses/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Score every active customer's health, with the points each score is the sum of, its history, and how well low scores foretold who left */
        get: operations["get_analyses_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analyses/churn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Score how likely every active customer is to be gone some days later, with what makes it so, and how well such scores foretold who left */
        get: operations["get_analyses_churn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analyses/leads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Score leads by rules, with the points each score is the sum of, who is no lead and why, and how well high scores foretold who became a customer */
        get: operations["get_analyses_leads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analyses/experiment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Judge an experiment by any metric: effect, certainty, and whether the split can be trusted; --plan says how many customers one needs */
        get: operations["get_analyses_experiment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analyses/affinity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find what is bought together or one after the other, how much more often than by chance, and what each customer may take next */
        get: operations["get_analyses_affinity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analyses/drivers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Split the change of a metric between two periods: which parts moved it, by growing or by changing themselves */
        get: operations["get_analyses_drivers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analyses/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Foretell a metric with an interval, say how well such forecasts did, and where its trend broke */
        get: operations["get_analyses_forecast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All customers, or accounts, one row each: who they are, how they stand, what they have brought */
        get: operations["get_customers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All customers, or accounts, one row each: who they are, how they stand, what they have brought */
        get: operations["get_accounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show them */
        get: operations["get_customers__id"];
        put?: never;
        post?: never;
        /** Erase a customer: every row, version and id, quarantine and past answers included, proved by searching every byte */
        delete: operations["delete_customers__id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}/forget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Erase a customer: every row, version and id, quarantine and past answers included, proved by searching every byte */
        get: operations["get_customers__id__forget"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/candidates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the pairs that the rules of tenure.yaml take for one customer and leave to you, and decide about them */
        get: operations["get_candidates"];
        put?: never;
        /** Show the pairs that the rules of tenure.yaml take for one customer and leave to you, and decide about them */
        post: operations["post_candidates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/merges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say that two ids are one customer, after a look at what it does to the headline metrics */
        get: operations["get_merges"];
        put?: never;
        /** Say that two ids are one customer, after a look at what it does to the headline metrics */
        post: operations["post_merges"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/unmerges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say that two ids are two customers, whatever made them one, after a look at what it does to the headline metrics */
        get: operations["get_unmerges"];
        put?: never;
        /** Say that two ids are two customers, whatever made them one, after a look at what it does to the headline metrics */
        post: operations["post_unmerges"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what is in the lake and how fresh it is */
        get: operations["get_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check how good the data is, and the conservation laws; exit code 3 when a bar of tenure.yaml is missed */
        get: operations["get_quality"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quality/verdict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check how good the data is, and the conservation laws; exit code 3 when a bar of tenure.yaml is missed */
        get: operations["get_quality_verdict"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rejects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show them */
        get: operations["get_rejects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rejects/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Write them all under the headers of their files, to be corrected: CSV, JSON or Parquet */
        get: operations["get_rejects_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what changed in reported numbers between two states of knowledge, and why */
        get: operations["get_diff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sql": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask the tables and derived relations in SQL; nothing can be changed */
        get: operations["get_sql"];
        put?: never;
        /** Ask the tables and derived relations in SQL; nothing can be changed */
        post: operations["post_sql"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/{call}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take calls of tracking libraries (Segment's HTTP tracking API); what is acknowledged is kept */
        post: operations["post_call"];
        delete?: never;
        /** What a browser asks before it sends a call from another site */
        options: operations["options_call"];
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/import/{table}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Import a file, as `tenure import` does; progress comes as server-sent events where they are asked for */
        post: operations["post_import_table"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rejects/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring in corrected rows of the quarantine, as `tenure rejects --replay` does */
        post: operations["post_rejects_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell by server-sent events when an answer may have changed */
        get: operations["get_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The service's figures, as Prometheus scrapes them */
        get: operations["get_figures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["get_openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers */
        get: operations["get_healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the service can do its work, and what it lacks */
        get: operations["get_readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who asks, and what a change under a cookie needs besides. */
        get: operations["get_session"];
        put?: never;
        /** Log in with a password; the session is in a cookie. */
        post: operations["post_session"];
        /** Log out. */
        delete: operations["delete_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/annotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what people noted of days, in the order of the days */
        get: operations["get_annotations"];
        put?: never;
        /** Note what happened on a day */
        post: operations["post_annotations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/annotations/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove an annotation */
        delete: operations["delete_annotations_number"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List saved views of the dashboard */
        get: operations["get_views"];
        put?: never;
        /** Save a view of the dashboard under a name */
        post: operations["post_views"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/views/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a saved view */
        delete: operations["delete_views_number"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody who may log in. */
        get: operations["get_users"];
        put?: never;
        /** Add somebody. */
        post: operations["post_users"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what somebody may do. */
        patch: operations["patch_users_name"];
        trace?: never;
    };
    "/api/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every token, without its secret. */
        get: operations["get_tokens"];
        put?: never;
        /** Make a token; the answer has its secret, once. */
        post: operations["post_tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a token. */
        delete: operations["delete_tokens_number"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/write-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every write key, without its secret. */
        get: operations["get_write_keys"];
        put?: never;
        /** Make a write key; the answer has its secret, once. */
        post: operations["post_write_keys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/write-keys/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a write key. */
        delete: operations["delete_write_keys_number"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was done, newest first. */
        get: operations["get_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            type: string;
            title: string;
            code: string;
            help?: string;
            status: number;
            errors?: Record<string, never>[];
        };
    };
    responses: {
        /** @description Why there is no answer (RFC 9457). */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_metrics: {
        parameters: {
            query?: {
                /** @description The metric */
                id?: string;
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
                page_size?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the catalog, or show the page of one metric */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_metrics__id: {
        parameters: {
            query?: {
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
            };
            header?: never;
            path: {
                /** @description The metric */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the catalog, or show the page of one metric */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_query: {
        parameters: {
            query: {
                /** @description Metrics of the catalog */
                metrics: string[];
                /** @description The first day; with neither this nor --to, the last twelve whole periods */
                from?: string;
                /** @description The first day after */
                to?: string;
                /** @description The length of a period; without it the whole range is one */
                grain?: "day" | "week" | "month" | "quarter" | "year";
                /** @description Attributes to cut by, for example plan,country; also segment:NAME, rfm, and with @time what was so at the time, as plan@time */
                by?: string[];
                /** @description Only customers who meet this SQL condition, for example "country = 'DE' and segment:at_risk" */
                where?: string;
                /** @description What makes a customer active, in place of what tenure.yaml says */
                basis?: "subscription" | "purchase" | "usage";
                /** @description Whom to count: customers, or the accounts they belong to */
                subject?: "customer" | "account";
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
                /** @description Show beside each number that of the period before, or of the year before */
                compare?: "previous" | "year";
                /** @description Count also those whose time to act has not run out yet */
                include_immature?: boolean;
                /** @description A parameter of the metric, for example window_days=14 */
                param?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Answer with numbers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    post_query: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Metrics of the catalog */
                    metrics: string[];
                    /** @description The first day; with neither this nor --to, the last twelve whole periods */
                    from?: string;
                    /** @description The first day after */
                    to?: string;
                    /**
                     * @description The length of a period; without it the whole range is one
                     * @enum {string}
                     */
                    grain?: "day" | "week" | "month" | "quarter" | "year";
                    /** @description Attributes to cut by, for example plan,country; also segment:NAME, rfm, and with @time what was so at the time, as plan@time */
                    by?: string[];
                    /** @description Only customers who meet this SQL condition, for example "country = 'DE' and segment:at_risk" */
                    where?: string;
                    /**
                     * @description What makes a customer active, in place of what tenure.yaml says
                     * @enum {string}
                     */
                    basis?: "subscription" | "purchase" | "usage";
                    /**
                     * @description Whom to count: customers, or the accounts they belong to
                     * @default customer
                     * @enum {string}
                     */
                    subject?: "customer" | "account";
                    /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                    as_of?: string;
                    /**
                     * @description Whose definitions: those in force then (the default), or today's
                     * @enum {string}
                     */
                    definitions?: "then" | "now";
                    /**
                     * @description Show beside each number that of the period before, or of the year before
                     * @enum {string}
                     */
                    compare?: "previous" | "year";
                    /** @description Count also those whose time to act has not run out yet */
                    include_immature?: boolean;
                    /** @description A parameter of the metric, for example window_days=14 */
                    param?: string[];
                };
            };
        };
        responses: {
            /** @description Answer with numbers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_explain: {
        parameters: {
            query: {
                /** @description The metric */
                metric: string;
                /** @description The period: 2024, 2024-Q1, 2024-01, 2024-W03, 2024-01-05, or a range 2024-01-05..2024-02-01 */
                at: string;
                /** @description One part only, for example plan@time=pro; an empty value is the part of those without one */
                by?: string[];
                /** @description Only customers who meet this SQL condition, for example "country = 'DE'" */
                where?: string;
                /** @description What makes a customer active, in place of what tenure.yaml says */
                basis?: "subscription" | "purchase" | "usage";
                /** @description Whom to count: customers, or the accounts they belong to */
                subject?: "customer" | "account";
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
                /** @description A parameter of the metric, for example window_days=14 */
                param?: string[];
                /** @description List every customer in the number, not a sample */
                customers?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Take one number apart, down to customers, rows and files */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_report: {
        parameters: {
            query?: {
                /** @description The tables to show; all of them if left out */
                tables?: string[];
                /** @description The first day; with neither this nor --to, the last twelve whole periods */
                from?: string;
                /** @description The first day after */
                to?: string;
                /** @description The length of a period */
                grain?: "month" | "quarter" | "year";
                /** @description Only customers who meet this SQL condition, for example "country = 'DE'" */
                where?: string;
                /** @description What makes a customer active, in place of what tenure.yaml says */
                basis?: "subscription" | "purchase" | "usage";
                /** @description Whom to count: customers, or the accounts they belong to */
                subject?: "customer" | "account";
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Show what every company reports: retention, satisfaction, conversion, repeat sale and lifetime value, each with its trend */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_analyses_retention: {
        parameters: {
            query?: {
                /** @description What puts a customer into a cohort: `first:orders` the first order of all, `first-in-range:orders` the first in the range, `orders` every one. Also active, subscriptions, usage, visits, tickets, surveys, a key event of tenure.yaml, or the name of an event */
                start?: string;
                /** @description What counts as coming back, named in the same way; what the start names unless said */
                return?: string;
                /** @description What is followed: how many customers, what they bring, or their recurring revenue at each end */
                of?: "customers" | "revenue" | "mrr";
                /** @description Which returns count: on the very period, on or after it, in brackets of periods, or being so at its boundary */
                mode?: "on" | "on_or_after" | "bracket" | "boundary";
                /** @description Where each bracket begins, and where the last ends, for example 0,1,3,7 */
                brackets?: string[];
                /** @description Periods of the calendar, or whole runs of 24 hours from each customer's own start */
                clock?: "calendar" | "rolling";
                /** @description The first day of a cohort; with neither this nor --to, the last twelve periods */
                from?: string;
                /** @description The first day after */
                to?: string;
                /** @description The length of a period */
                grain?: "day" | "week" | "month" | "quarter" | "year";
                /** @description How many periods each cohort is followed for, its own included */
                offsets?: string;
                /** @description Attributes of the customers to cut by */
                by?: string[];
                /** @description Only customers who meet this SQL condition, for example "country = 'DE'" */
                where?: string;
                /** @description What makes a customer active, in place of what tenure.yaml says */
                basis?: "subscription" | "purchase" | "usage";
                /** @description Whom to count: customers, or the accounts they belong to */
                subject?: "customer" | "account";
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Follow cohorts: of the customers who began in one period, who came back in each period after */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_analyses_funnel: {
        parameters: {
            query?: {
                /** @description A funnel that tenure.yaml declares under `funnels` */
                name?: string;
                /** @description The steps in their order, such as visit,signup,purchase: key events of tenure.yaml, active, orders, subscriptions, usage, visits, tickets, surveys, or names of events */
                steps?: string[];
                /** @description The longest time from the first step to the last, such as 30m, 24h, 7d or 2w; 7d unless the funnel says otherwise */
                window?: string;
                /** @description How steps follow each other: with anything between them, with nothing between them, or in any order */
                order?: "ordered" | "strict" | "any";
                /** @description What ends an attempt that is under way */
                exclude?: string[];
                /** @description Count each customer once, or every attempt */
                count?: "customers" | "attempts";
                /** @description The attempt of a customer that gets furthest, or the one that begins first */
                match?: "best" | "first";
                /** @description The first day on which an attempt may begin; with neither this nor --to, the last twelve months */
                from?: string;
                /** @description The first day after */
                to?: string;
                /** @description Attributes of the customers to cut by */
                by?: string[];
                /** @description Only customers who meet this SQL condition, for example "country = 'DE'" */
                where?: string;
                /** @description What makes a customer active, in place of what tenure.yaml says */
                basis?: "subscription" | "purchase" | "usage";
                /** @description Whom to count: customers, or the accounts they belong to */
                subject?: "customer" | "account";
                /** @description Count attempts too whose window has not passed yet */
                include_immature?: boolean;
                /** @description List the customers too, with how far each got and when */
                customers?: boolean;
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Follow customers through steps: how many take each, how long it takes, and where they are lost */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_analyses_paths: {
        parameters: {
            query?: {
                /** @description The event that paths begin with: a key event of tenure.yaml, the name of an event, or orders, visits, tickets and the like */
                start?: string;
                /** @description The event that paths lead to, named in the same way; they are followed back in time */
                end?: string;
                /** @description How many steps paths are followed for */
                depth?: string;
                /** @description How many events are told one by one at each step; the others are gathered in one */
                top?: string;
                /** @description The longest time between the event and the last step, such as 30m, 24h, 7d or 2w */
                within?: string;
                /** @description Events that are no steps */
                exclude?: string[];
                /** @description Take an event that follows itself at once as one step */
                collapse?: boolean;
                /** @description The first day on which the event counts, of each customer the first in the range; with neither this nor --to, the last twelve months */
                from?: string;
                /** @description The first day after */
                to?: string;
                /** @description Attributes of the customers to cut by: each part has its own tree */
                by?: string[];
                /** @description Only customers who meet this SQL condition, for example "country = 'DE'" */
                where?: string;
                /** @description What makes a customer active, in place of what tenure.yaml says */
                basis?: "subscription" | "purchase" | "usage";
                /** @description Whom to count: customers, or the accounts they belong to */
                subject?: "customer" | "account";
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Show what customers do after an event or before it, as a tree with how many end at each step */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_analyses_survival: {
        parameters: {
            query?: {
                /** @description What begins a lifetime: `first:active` the first time a customer was active, `active` every such time, `subscriptions` every subscription, `first:signup` the first of any key event, kind of row or event */
                start?: string;
                /** @description What ends it, named in the same way, for example --start first:signup --end orders; a state that lasts ends by itself */
                end?: string;
                /** @description Which leaving ends a lifetime: the last so far, so that who has come back has not left, or the first */
                leaving?: "for_good" | "first";
                /** @description Only lifetimes that begin on this day or later; with neither this nor --to, all of them */
                from?: string;
                /** @description The first day after */
                to?: string;
                /** @description What lifetimes are counted in */
                unit?: "day" | "week" | "month";
                /** @description For how many units the curve is told and the mean is taken; as many as all parts are known for, unless said */
                until?: string;
                /** @description Fit the shifted-beta-geometric model, and tell it for so many units */
                project?: string;
                /** @description The interval of the curve: on the log-log scale, or Greenwood's plain one */
                interval?: "log_log" | "greenwood";
                /** @description Attributes to explain lifetimes by in a proportional-hazards model; `plan=basic` compares every other plan with basic */
                covariates?: string[];
                /** @description Attributes of the customers to draw a curve each for */
                by?: string[];
                /** @description Only customers who meet this SQL condition, for example "country = 'DE'" */
                where?: string;
                /** @description What makes a customer active, in place of what tenure.yaml says */
                basis?: "subscription" | "purchase" | "usage";
                /** @description Whom to count: customers, or the accounts they belong to */
                subject?: "customer" | "account";
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Draw how long customers last: survival curves, what tells them apart, what shortens lifetimes, and how they go on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_analyses_value: {
        parameters: {
            query?: {
                /** @description How customers leave: after a purchase (bg_nbd), or at any moment (pareto_nbd) */
                model?: "bg_nbd" | "pareto_nbd";
                /** @description The last day whose purchases the models know; the newest that is complete, unless said */
                until?: string;
                /** @description The last day of a time after --until in which what was foretold is compared with what was bought */
                holdout?: string;
                /** @description What the times of parameters and customers are counted in */
                unit?: "day" | "week" | "month";
                /** @description How many periods are looked ahead, or forever (with pareto_nbd) */
                periods?: string;
                /** @description How long a period is; a month (30.4375) unless said */
                period_days?: string;
                /** @description Take these parameters in place of those that fit best: r,alpha,a,b or r,alpha,s,beta */
                parameters?: string[];
                /** @description Likewise p,q,v of the Gamma-Gamma model of spend */
                spend_parameters?: string[];
                /** @description List every customer, the most valuable first */
                customers?: boolean;
                /** @description By the time of the first purchase: what a customer has brought by each month of age and is expected to, beside what it cost to win one */
                cohorts?: boolean;
                /** @description The first day; with neither this nor --to, the last twelve whole periods */
                from?: string;
                /** @description The first day after */
                to?: string;
                /** @description How long the time of one cohort is */
                grain?: "month" | "quarter" | "year";
                /** @description How many months of age are told */
                months?: string;
                /** @description Only customers who meet this SQL condition, for example "country = 'DE'" */
                where?: string;
                /** @description Whom to count: customers, or the accounts they belong to */
                subject?: "customer" | "account";
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Foretell value: who is still there, how often they will buy again, and what that is worth, judged by what came after */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_analyses_mrr: {
        parameters: {
            query?: {
                /** @description The first day; with neither this nor --to, the last twelve whole periods */
                from?: string;
                /** @description The first day after */
                to?: string;
                /** @description The length of a period */
                grain?: "day" | "week" | "month" | "quarter" | "year";
                /** @description The rules of recurring revenue, in place of those of tenure.yaml */
                profile?: "tenure" | "snapshot" | "chartmogul" | "stripe" | "profitwell";
                /** @description Explain the difference between two profiles, rule by rule */
                reconcile?: ("tenure" | "snapshot" | "chartmogul" | "stripe" | "profitwell")[];
                /** @description Attributes of the customers to cut by, such as plan or plan@time; or `reason`, what the changes of subscriptions give as theirs */
                by?: string[];
                /** @description Show the movements of every customer too */
                customers?: boolean;
                /** @description Only customers who meet this SQL condition, for example "country = 'DE'" */
                where?: string;
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Show how recurring revenue moved, under a profile of rules, and why two profiles differ */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_analyses_segments: {
        parameters: {
            query?: {
                /** @description The segments; without any, all of them */
                names?: string[];
                /** @description What tells customers apart: saved segments, or recency, frequency and monetary value of their purchases (rfm) */
                scheme?: "saved" | "rfm";
                /** @description How RFM scores: by the percentiles of the values (threshold, the default) or by place, in five parts of equal size (rank) */
                scoring?: "threshold" | "rank";
                /** @description The day at whose start they are read; without it, as far as the data is known */
                at?: string;
                /** @description What customers are worth: revenue to date, or monthly recurring revenue */
                value?: "revenue" | "mrr";
                /** @description Show how customers moved between the classes of RFM in each period, in place of the classes of one day */
                movement?: boolean;
                /** @description The first day; with neither this nor --to, the last twelve whole periods */
                from?: string;
                /** @description The first day after */
                to?: string;
                /** @description The length of a period of --movement; month if left out */
                grain?: "day" | "week" | "month" | "quarter" | "year";
                /** @description Show how many of each segment are in each other */
                overlap?: boolean;
                /** @description Show who is in them too */
                customers?: boolean;
                /** @description Whom to count: customers, or the accounts they belong to */
                subject?: "customer" | "account";
                /** @description What makes a customer active, in place of what tenure.yaml says */
                basis?: "subscription" | "purchase" | "usage";
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Show saved segments: how large they are, what they are worth, how they overlap and who is in them; or the classes of RFM */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_analyses_health: {
        parameters: {
            query?: {
                /** @description The score, as metrics/scores has it; health.yaml there is yours to replace */
                score?: string;
                /** @description Show how scores have moved, one a day, week, month, quarter or year */
                grain?: "day" | "week" | "month" | "quarter" | "year";
                /** @description How many of these */
                periods?: string;
                /** @description The day at whose start customers are scored; as late as the data is known if left out */
                at?: string;
                /** @description How many days after a score it is looked who is gone, when scores are held against what came later */
                horizon?: string;
                /** @description How many customers to list, the lowest scores first; a table shows 20 if left out, other formats all */
                limit?: string;
                /** @description Only customers who meet this SQL condition, for example "country = 'DE'" */
                where?: string;
                /** @description What makes a customer active, in place of what tenure.yaml says */
                basis?: "subscription" | "purchase" | "usage";
                /** @description Whom to count: customers, or the accounts they belong to */
                subject?: "customer" | "account";
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
                page_size?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Score every active customer's health, with the points each score is the sum of, its history, and how well low scores foretold who left */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_analyses_churn: {
        parameters: {
            query?: {
                /** @description The score, as metrics/scores has it; churn.yaml there is yours to replace */
                score?: string;
                /** @description What finds out what matters: a logistic regression, or boosted trees, which also find what counts together or only from some value on */
                model?: "logistic" | "boosted";
                /** @description The day at whose start customers are scored; as late as the data is known if left out */
                at?: string;
                /** @description How many days after a score it is looked who is gone */
                horizon?: string;
                /** @description How many customers to list, the likeliest to leave first; a table shows 20 if left out, other formats all */
                limit?: string;
                /** @description Only customers who meet this SQL condition, for example "country = 'DE'" */
                where?: string;
                /** @description What makes a customer active, in place of what tenure.yaml says */
                basis?: "subscription" | "purchase" | "usage";
                /** @description Whom to count: customers, or the accounts they belong to */
                subject?: "customer" | "account";
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
                page_size?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Score how likely every active customer is to be gone some days later, with what makes it so, and how well such scores foretold who left */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_analyses_leads: {
        parameters: {
            query?: {
                /** @description The score, as metrics/scores has it; leads.yaml there is yours to replace */
                score?: string;
                /** @description The day at whose start leads are scored; as late as the data is known if left out */
                at?: string;
                /** @description The days after a score in which becoming a customer counts */
                horizon?: string;
                /** @description How many leads to list, the most promising first; a table shows 20 if left out, other formats all */
                limit?: string;
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
                page_size?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Score leads by rules, with the points each score is the sum of, who is no lead and why, and how well high scores foretold who became a customer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_analyses_experiment: {
        parameters: {
            query?: {
                /** @description The experiment, as the rows of `exposures` name it */
                name?: string;
                /** @description The metric that is the outcome: any that is a sum, count or mean over customers, or a ratio of two */
                metric?: string;
                /** @description How long after the first sight of a variant what a customer does counts, in whole days such as 28d or 2w; customers whose window has not passed are not judged yet */
                window?: string;
                /** @description Take off what customers did in so many days before they saw a variant, such as 28d (CUPED): the same effect, told apart sooner */
                covariate_window?: string;
                /** @description The variant that the others are compared with; the one called control if left out */
                control?: string;
                /** @description How large a part of the customers a variant was meant to get, such as control=90, for each variant; equal parts if left out */
                share?: string[];
                /** @description The effect one hopes for, such as 0.02 or 2%, fixed before the first look: the test for any look is tuned to it. A tenth of a standard deviation if left out */
                hoped_effect?: string;
                /** @description In place of a metric's own parameter, for example feature=export */
                param?: string[];
                /** @description Only customers who meet this SQL condition, for example "country = 'DE'" */
                where?: string;
                /** @description What makes a customer active, in place of what tenure.yaml says */
                basis?: "subscription" | "purchase" | "usage";
                /** @description Whom to count: customers, or the accounts they belong to */
                subject?: "customer" | "account";
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
                /** @description Plan one instead: how many customers it needs, and how long that takes */
                plan?: boolean;
                /** @description The outcome without a treatment: a share such as 10%, or a mean with --deviation */
                baseline?: string;
                /** @description The difference that is to be found, in the same unit, such as 2% */
                effect?: string;
                /** @description The standard deviation of one customer's outcome, where it is a mean */
                deviation?: string;
                /** @description How many variants, the control among them */
                variants?: string;
                /** @description The share of such experiments that are to find the effect */
                power?: string;
                /** @description The level of confidence */
                level?: string;
                /** @description How many customers come in a day, over all variants */
                per_day?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Judge an experiment by any metric: effect, certainty, and whether the split can be trusted; --plan says how many customers one needs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_analyses_affinity: {
        parameters: {
            query?: {
                /** @description The first day of the orders that count; with neither this nor --to, the last twelve months */
                from?: string;
                /** @description The first day after */
                to?: string;
                /** @description What is paired: products, or their categories */
                of?: "product" | "category";
                /** @description In a later order of the same customer, in place of one order */
                sequence?: boolean;
                /** @description The longest time from the first to the second, such as 30d; at any time later if left out */
                within?: string;
                /** @description How often a pair must be seen: a number of orders or customers, or a share of them */
                min_support?: string;
                /** @description How many pairs to give; all in a file and for a program, the first 25 for a person */
                top?: string;
                /** @description Attributes of the customers to cut by: each part has its own pairs; not together with --customers */
                by?: string[];
                /** @description Only customers who meet this SQL condition, for example "country = 'DE'" */
                where?: string;
                /** @description What makes a customer active, in place of what tenure.yaml says */
                basis?: "subscription" | "purchase" | "usage";
                /** @description Whom to count: customers, or the accounts they belong to */
                subject?: "customer" | "account";
                /** @description Suggest to each customer what goes with what they bought and is new to them */
                customers?: boolean;
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Find what is bought together or one after the other, how much more often than by chance, and what each customer may take next */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_analyses_drivers: {
        parameters: {
            query: {
                /** @description The metric */
                metric: string;
                /** @description The earlier period: 2024-01, 2024-Q1, 2024-W03, 2024, a day, or two days with .. between them */
                from: string;
                /** @description The later period, in the same forms */
                to: string;
                /** @description Only these dimensions, with all their parts; every attribute that the metric can be cut by if left out */
                by?: string[];
                /** @description How many parts of a dimension are told one by one; the others are gathered in one */
                top?: string;
                /** @description Only customers who meet this SQL condition, for example "country = 'DE'" */
                where?: string;
                /** @description What makes a customer active, in place of what tenure.yaml says */
                basis?: "subscription" | "purchase" | "usage";
                /** @description Whom to count: customers, or the accounts they belong to */
                subject?: "customer" | "account";
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
                /** @description A parameter of the metric, such as months=6 */
                param?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Split the change of a metric between two periods: which parts moved it, by growing or by changing themselves */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_analyses_forecast: {
        parameters: {
            query: {
                /** @description The metric */
                metric: string;
                /** @description How many periods to foretell */
                periods?: string;
                /** @description The length of a period */
                grain?: "day" | "week" | "month" | "quarter" | "year";
                /** @description The first day of the periods it is made from; with neither this nor --to, the newest 182 days, 156 weeks, 60 months, 40 quarters or 20 years, as far as there is data */
                from?: string;
                /** @description The first day after them */
                to?: string;
                /** @description Attributes to cut by, for example plan: each part is foretold from its own past */
                by?: string[];
                /** @description Only customers who meet this SQL condition, for example "country = 'DE'" */
                where?: string;
                /** @description What makes a customer active, in place of what tenure.yaml says */
                basis?: "subscription" | "purchase" | "usage";
                /** @description Whom to count: customers, or the accounts they belong to */
                subject?: "customer" | "account";
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
                /** @description A parameter of the metric, for example window_days=14 */
                param?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Foretell a metric with an interval, say how well such forecasts did, and where its trend broke */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_customers: {
        parameters: {
            query?: {
                /** @description A part of a name, an e-mail address or an id */
                search?: string;
                /** @description Only those whose attributes meet this SQL condition */
                where?: string;
                /** @description The column to sort by; the newest come first if left out */
                sort?: string;
                /** @description Upwards or downwards */
                order?: "asc" | "desc";
                /** @description How many to show */
                limit?: string;
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
                page_size?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All customers, or accounts, one row each: who they are, how they stand, what they have brought */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_accounts: {
        parameters: {
            query?: {
                /** @description A part of a name, an e-mail address or an id */
                search?: string;
                /** @description Only those whose attributes meet this SQL condition */
                where?: string;
                /** @description The column to sort by; the newest come first if left out */
                sort?: string;
                /** @description Upwards or downwards */
                order?: "asc" | "desc";
                /** @description How many to show */
                limit?: string;
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
                page_size?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All customers, or accounts, one row each: who they are, how they stand, what they have brought */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_customers__id: {
        parameters: {
            query?: {
                /** @description Whether the id is a customer's or an account's, where it could be either */
                subject?: "customer" | "account";
                /** @description The first day of the timeline */
                from?: string;
                /** @description The first day after it */
                to?: string;
                /** @description Only what was read from these tables */
                table?: string[];
                /** @description How many entries of the timeline to show, the newest first */
                limit?: string;
                /** @description Show the file and line of every entry */
                sources?: boolean;
                /** @description Show also the earlier versions of rows that were corrected */
                history?: boolean;
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
                page_size?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description A customer's or an account's id: namespace:id, or the id alone where one namespace has it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Show them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    delete_customers__id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A customer's id: namespace:id, or the id alone where one namespace has it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Erase a customer: every row, version and id, quarantine and past answers included, proved by searching every byte */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_customers__id__forget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A customer's id: namespace:id, or the id alone where one namespace has it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Erase a customer: every row, version and id, quarantine and past answers included, proved by searching every byte */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_candidates: {
        parameters: {
            query?: {
                /** @description How many pairs to show */
                limit?: string;
                page_size?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Show the pairs that the rules of tenure.yaml take for one customer and leave to you, and decide about them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    post_candidates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description These pairs are one customer; `-` reads them from stdin, one a line */
                    accept?: string[];
                    /** @description These pairs are two customers, and no rule brings them up again; `-` reads them from stdin, one a line */
                    refuse?: string[];
                };
            };
        };
        responses: {
            /** @description Show the pairs that the rules of tenure.yaml take for one customer and leave to you, and decide about them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_merges: {
        parameters: {
            query: {
                /** @description An id: namespace:id, or the id alone where one namespace has it */
                a: string;
                /** @description The other id */
                b: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Say that two ids are one customer, after a look at what it does to the headline metrics */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    post_merges: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description An id: namespace:id, or the id alone where one namespace has it */
                    a: string;
                    /** @description The other id */
                    b: string;
                };
            };
        };
        responses: {
            /** @description Say that two ids are one customer, after a look at what it does to the headline metrics */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_unmerges: {
        parameters: {
            query: {
                /** @description An id: namespace:id, or the id alone where one namespace has it */
                a: string;
                /** @description The other id */
                b: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Say that two ids are two customers, whatever made them one, after a look at what it does to the headline metrics */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    post_unmerges: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description An id: namespace:id, or the id alone where one namespace has it */
                    a: string;
                    /** @description The other id */
                    b: string;
                };
            };
        };
        responses: {
            /** @description Say that two ids are two customers, whatever made them one, after a look at what it does to the headline metrics */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_status: {
        parameters: {
            query?: {
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
                /** @description List the states of knowledge that --as-of and `diff` can name: imports, links and definitions */
                states?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Show what is in the lake and how fresh it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_quality: {
        parameters: {
            query?: {
                /** @description Also list the tables, columns, imports, unknown customers, duplicates and orphans that were looked at */
                list?: boolean;
                /** @description Only what it all comes to: whether everything holds, and how many findings */
                brief?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Check how good the data is, and the conservation laws; exit code 3 when a bar of tenure.yaml is missed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_quality_verdict: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Check how good the data is, and the conservation laws; exit code 3 when a bar of tenure.yaml is missed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_rejects: {
        parameters: {
            query?: {
                /** @description Only rows meant for this table */
                table?: string;
                /** @description Only rows that broke this rule */
                rule?: "missing" | "placeholder" | "malformed_identity" | "time" | "time_range" | "number" | "number_range" | "currency" | "choice" | "boolean" | "end_before_start" | "score_scale" | "duplicate" | "order_lines" | "encoding" | "ragged" | "oversized" | "json" | "mapping" | "sheet_error" | "refund_above_amount";
                /** @description Only rows that this import brought, by its number */
                import?: string;
                /** @description Only rows of this file */
                file?: string;
                /** @description How many rows to show */
                limit?: string;
                page_size?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Show them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_rejects_export: {
        parameters: {
            query?: {
                /** @description Only rows meant for this table */
                table?: string;
                /** @description Only rows that broke this rule */
                rule?: "missing" | "placeholder" | "malformed_identity" | "time" | "time_range" | "number" | "number_range" | "currency" | "choice" | "boolean" | "end_before_start" | "score_scale" | "duplicate" | "order_lines" | "encoding" | "ragged" | "oversized" | "json" | "mapping" | "sheet_error" | "refund_above_amount";
                /** @description Only rows that this import brought, by its number */
                import?: string;
                /** @description Only rows of this file */
                file?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Write them all under the headers of their files, to be corrected: CSV, JSON or Parquet */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_diff: {
        parameters: {
            query: {
                /** @description Metrics of the catalog; the headline metrics if left out */
                metrics?: string[];
                /** @description The earlier state: a moment or the number of an import; `tenure status --states` lists them */
                from: string;
                /** @description The later state: a moment, the number of an import, or now */
                to?: string;
                /** @description The first day of the numbers; with neither this nor --period-to, the last twelve periods */
                period_from?: string;
                /** @description The first day after */
                period_to?: string;
                /** @description The length of a period; without it the whole range is one */
                grain?: "day" | "week" | "month" | "quarter" | "year";
                /** @description Attributes to cut by, for example plan,country */
                by?: string[];
                /** @description Only customers who meet this SQL condition, for example "country = 'DE'" */
                where?: string;
                /** @description What makes a customer active, in place of what tenure.yaml says */
                basis?: "subscription" | "purchase" | "usage";
                /** @description A parameter of the metric, for example window_days=14 */
                param?: string[];
                /** @description Show also the numbers that did not change */
                all?: boolean;
                /** @description Show the rows behind each part, so many of each table (20 unless said) */
                rows?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Show what changed in reported numbers between two states of knowledge, and why */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_sql: {
        parameters: {
            query: {
                /** @description The question, for example "select count(*) from customers" */
                sql: string;
                /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                as_of?: string;
                /** @description Whose definitions: those in force then (the default), or today's */
                definitions?: "then" | "now";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ask the tables and derived relations in SQL; nothing can be changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description The answer is still the one of that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    post_sql: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The question, for example "select count(*) from customers" */
                    sql: string;
                    /** @description As it was known then: a moment, the number of an import, or now; with the definitions of that time */
                    as_of?: string;
                    /**
                     * @description Whose definitions: those in force then (the default), or today's
                     * @enum {string}
                     */
                    definitions?: "then" | "now";
                };
            };
        };
        responses: {
            /** @description Ask the tables and derived relations in SQL; nothing can be changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never> | unknown[];
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            406: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    post_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call: "track" | "identify" | "page" | "screen" | "group" | "alias" | "batch" | "import";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
                "text/plain": unknown;
            };
        };
        responses: {
            /** @description Take calls of tracking libraries (Segment's HTTP tracking API); what is acknowledged is kept */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                    };
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    options_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call: "track" | "identify" | "page" | "screen" | "group" | "alias" | "batch" | "import";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a browser asks before it sends a call from another site */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    post_import_table: {
        parameters: {
            query?: {
                file?: string;
                map?: string;
                namespace?: string;
                delimiter?: string;
                time_zone?: string;
                encoding?: string;
                sheet?: string;
                complete_through?: string;
                max_bad?: string;
                retype?: string;
                no_header?: boolean;
                day_first?: boolean;
                month_first?: boolean;
                decimal_comma?: boolean;
                decimal_point?: boolean;
                dry_run?: boolean;
            };
            header?: never;
            path: {
                table: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description Import a file, as `tenure import` does; progress comes as server-sent events where they are asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "text/event-stream": unknown;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
        };
    };
    post_rejects_replay: {
        parameters: {
            query?: {
                file?: string;
                encoding?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description Bring in corrected rows of the quarantine, as `tenure rejects --replay` does */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "text/event-stream": unknown;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            507: components["responses"]["Problem"];
        };
    };
    get_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tell by server-sent events when an answer may have changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_figures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The service's figures, as Prometheus scrapes them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/openmetrics-text; version=1.0.0; charset=utf-8": unknown;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether the process answers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": unknown;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether the service can do its work, and what it lacks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": unknown;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who asks, and what a change under a cookie needs besides. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    post_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Log in with a password; the session is in a cookie. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    delete_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Log out. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_annotations: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List what people noted of days, in the order of the days */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    post_annotations: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date */
                    day: string;
                    text: string;
                    metric?: string | null;
                };
            };
        };
        responses: {
            /** @description Note what happened on a day */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    delete_annotations_number: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove an annotation */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_views: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List saved views of the dashboard */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    post_views: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    address: string;
                };
            };
        };
        responses: {
            /** @description Save a view of the dashboard under a name */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    delete_views_number: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove a saved view */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everybody who may log in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    post_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @enum {string} */
                    role: "viewer" | "analyst" | "admin";
                    password?: string | null;
                    rule?: string | null;
                    /** @enum {string|null} */
                    language?: "en" | "zh-CN" | null;
                };
            };
        };
        responses: {
            /** @description Add somebody. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    patch_users_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    role?: "viewer" | "analyst" | "admin";
                    password?: string | null;
                    rule?: string | null;
                    /** @enum {string|null} */
                    language?: "en" | "zh-CN" | null;
                    disabled?: boolean | null;
                };
            };
        };
        responses: {
            /** @description Change what somebody may do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every token, without its secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    post_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @enum {string} */
                    role: "viewer" | "analyst" | "admin";
                    rule?: string | null;
                    user?: string | null;
                    days?: number | null;
                };
            };
        };
        responses: {
            /** @description Make a token; the answer has its secret, once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    delete_tokens_number: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoke a token. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_write_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every write key, without its secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    post_write_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    namespace: string;
                };
            };
        };
        responses: {
            /** @description Make a write key; the answer has its secret, once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    delete_write_keys_number: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoke a write key. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
    get_audit: {
        parameters: {
            query?: {
                cursor?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was done, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            421: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
}
