//! The companies that customers belong to: most have one customer, some have several.

use std::collections::BTreeMap;
use std::path::Path;

use super::dice::{Concern, Dice};
use super::faces::Face;
use super::names::{OWNERS, PLACES};
use super::people::Person;
use super::prices::{self, STUDIO};
use super::timeline::Seconds;
use super::write::{Rows, push_padded};
use super::{DemoError, Source, World};

/// The chance that a customer belongs to a company that is a customer already, where there is one like it in town.
const JOINS: f64 = 0.45;

/// All companies, and whose they are.
pub struct Accounts {
    /// In the order of their first customer.
    all: Vec<Account>,
    /// The account of each customer, in the order of customers.
    of: Vec<Option<usize>>,
}

/// One company.
struct Account {
    name: String,
    /// The numbers of its customers, in the order they came.
    members: Vec<usize>,
}

impl Accounts {
    /// Puts every customer that is a company into an account. Those of one account share place, industry and size.
    #[must_use]
    pub fn new(seed: u64, people: &[Person], faces: &[Face]) -> Self {
        let mut dice = Dice::new(seed, Concern::Accounts);
        let mut alike: BTreeMap<(usize, &str, &str), Vec<usize>> = BTreeMap::new();
        let mut accounts = Self { all: Vec::new(), of: vec![None; people.len()] };
        for (number, (person, face)) in people.iter().zip(faces).enumerate().filter(|(_, (person, _))| person.company) {
            let like = alike.entry((person.place, face.industry, face.size)).or_default();
            let known = if dice.chance(JOINS) { dice.pick(like).copied() } else { None };
            let account = known.unwrap_or_else(|| {
                like.push(accounts.all.len());
                accounts.all.push(Account { name: name(face), members: Vec::new() });
                accounts.all.len() - 1
            });
            accounts.all[account].members.push(number);
            accounts.of[number] = Some(account);
        }
        accounts
    }

    /// The account of a customer, where it is a company.
    #[must_use]
    pub fn of(&self, customer: usize) -> Option<usize> {
        self.of.get(customer).copied().flatten()
    }
}

/// The id of the account with this number, from 0.
pub fn push_id(into: &mut Vec<u8>, number: usize) {
    into.push(b'g');
    push_padded(into, number as u64 + 1, 5);
}

/// Writes one row per account, under the headers of a CRM's list of companies.
///
/// # Errors
/// [`DemoError::Write`]
pub fn write(folder: &Path, world: &World) -> Result<Source, DemoError> {
    let mut rows = Rows::create(
        "accounts",
        folder.join("accounts.csv"),
        "account_id,company_name,plan,industry,employees,company_owner,country,contract_start,renewal_date,seats",
    )?;
    for (number, account) in world.accounts.all.iter().enumerate() {
        let Some(first) = account.members.first().copied() else { continue };
        let (person, face) = (&world.people[first], &world.faces[first]);
        rows.id(|text| push_id(text, number)).text(&account.name).word(prices::plan(STUDIO).name);
        rows.word(face.industry).word(face.size).word(OWNERS[person.place % OWNERS.len()]);
        rows.word(PLACES[person.place].0);
        match contract(world, &account.members) {
            Some((start, renewal)) => rows.word(&day(world, start)).word(&day(world, renewal)),
            None => rows.empty(2),
        };
        rows.number(seats(world, &account.members)).end()?;
    }
    // A contract that somebody typed in the wrong way round, and a company without an id.
    rows.word("g90001,Sommer Landscaping,studio,landscaping,1-10,Mira Sander,DE,2025-04-01,2024-04-01,3").end_bad()?;
    rows.word("n/a,Test Company,studio,school,1-10,Mira Sander,DE,,,1").end_bad()?;
    rows.finish()
}

/// When the account first paid, and when its contract is next renewed or, where nobody pays any more, ended.
fn contract(world: &World, members: &[usize]) -> Option<(Seconds, Seconds)> {
    let end = world.timeline.end();
    let paid = members.iter().flat_map(|member| &world.lives[*member].spans).filter(|span| !span.trial);
    let start = paid.clone().map(|span| span.from).min()?;
    let running = members.iter().filter(|member| world.lives[**member].pays_at(end - 1));
    let next = running.filter_map(|member| world.lives[*member].renewal(&world.timeline)).min();
    let last = paid.map(|span| span.to).max()?;
    Some((start, next.unwrap_or(last)))
}

/// Seats that are in use, over all customers of the account.
fn seats(world: &World, members: &[usize]) -> u64 {
    let paying = members.iter().filter(|member| world.lives[**member].pays_at(world.timeline.end() - 1));
    let changes = paying.filter_map(|member| world.lives[*member].changes.last());
    changes.map(|change| change.basket.seats.unsigned_abs()).sum()
}

fn day(world: &World, at: Seconds) -> String {
    world.timeline.date_of(at).to_string()
}

fn name(face: &Face) -> String {
    let last = face.last;
    match face.industry {
        "hotel" => format!("Hotel {last}"),
        "restaurant" => format!("Restaurant {last}"),
        "school" => format!("{last} School"),
        "landscaping" => format!("{last} Landscaping"),
        "garden centre" => format!("{last} Garden Centre"),
        _ => format!("{last} Housing"),
    }
}
