//! Tests that see tenure as its users do: through the binary, the files of the repository and the public
//! functions of its crates.
//!
//! One binary, because each one that links the query engine is several hundred megabytes. A module is a subject.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod affinity;
#[cfg(test)]
mod answers;
#[cfg(test)]
mod any_text;
#[cfg(test)]
mod as_of;
#[cfg(test)]
mod attributes;
#[cfg(test)]
mod attribution;
#[cfg(test)]
mod benchmarks;
#[cfg(test)]
mod binary;
#[cfg(test)]
mod checkout;
#[cfg(test)]
mod chinese;
#[cfg(test)]
mod churn;
#[cfg(test)]
mod class_moves;
#[cfg(test)]
mod cohort_values;
#[cfg(test)]
mod cohorts;
#[cfg(test)]
mod company;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod customer;
#[cfg(test)]
mod deletions;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod demo_catalog;
#[cfg(test)]
mod demo_tables;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod diff;
#[cfg(test)]
mod disk_full;
#[cfg(test)]
mod drivers;
#[cfg(test)]
mod dry_run;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod experiments;
#[cfg(test)]
mod fewer_columns;
#[cfg(test)]
mod forecast;
#[cfg(test)]
mod funnels;
#[cfg(test)]
mod health;
#[cfg(test)]
mod hostile_files;
#[cfg(test)]
mod http;
#[cfg(test)]
mod identity;
#[cfg(test)]
mod identity_truth;
#[cfg(test)]
mod known_to;
#[cfg(test)]
mod leads;
#[cfg(test)]
mod lifetimes;
#[cfg(test)]
mod live;
#[cfg(test)]
mod maintain;
#[cfg(test)]
mod mappings;
#[cfg(test)]
mod money;
#[cfg(test)]
mod moves;
#[cfg(test)]
mod mrr;
#[cfg(test)]
mod mrr_parts;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod paths;
#[cfg(test)]
mod predicted;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod quality;
#[cfg(test)]
mod questions;
#[cfg(test)]
mod rejects;
#[cfg(test)]
mod report;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod segments;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod surveys;
#[cfg(test)]
mod tidy;
#[cfg(test)]
mod two_writers;
#[cfg(test)]
mod walkthroughs;
#[cfg(test)]
mod watermarks;
#[cfg(test)]
mod wizard;
