//! What customers are called and look like in the records: nothing here moves what they do.

use super::dice::{Concern, Dice};
use super::names::{COMPANY_SIZES, FIRST_NAMES, INDUSTRIES, LAST_NAMES};
use super::people::Person;

/// The first customers were the company's own people; `exclude` in tenure.yaml keeps them out of every number.
const STAFF: usize = 6;

/// One customer's particulars.
pub struct Face {
    pub first: &'static str,
    pub last: &'static str,
    /// Empty where they told none.
    pub phone: String,
    /// Empty for people, as the size of the company is.
    pub industry: &'static str,
    pub size: &'static str,
    /// Empty for companies, as the day of birth is.
    pub gender: &'static str,
    pub born: String,
    pub newsletter: bool,
}

/// One for each of the people, in the same order.
#[must_use]
pub fn faces(seed: u64, people: &[Person]) -> Vec<Face> {
    let mut dice = Dice::new(seed, Concern::Faces);
    people.iter().map(|person| face(person, &mut dice)).collect()
}

impl Face {
    /// The e-mail address of the customer with this number.
    #[must_use]
    pub fn address(&self, number: usize) -> String {
        let host = if number < STAFF { "fernrow.example" } else { "example.org" };
        format!("{}.{}{}@{host}", plain(self.first), plain(self.last), number + 1)
    }
}

fn face(person: &Person, dice: &mut Dice) -> Face {
    let (first, gender) = FIRST_NAMES[dice.below(FIRST_NAMES.len())];
    let last = dice.word(&LAST_NAMES);
    let phone = if dice.chance(0.6) { format!("+49 30 55{:06}", dice.below(1_000_000)) } else { String::new() };
    let mut face =
        Face { first, last, phone, industry: "", size: "", gender: "", born: String::new(), newsletter: false };
    if person.company {
        face.industry = dice.word(&INDUSTRIES);
        face.size = COMPANY_SIZES[dice.weighted([5.0, 3.0, 1.5, 0.5].into_iter())];
    } else {
        face.gender = gender;
        face.born = format!("{}-{:02}-{:02}", 1948 + dice.below(58), 1 + dice.below(12), 1 + dice.below(28));
    }
    face.newsletter = dice.chance(0.55);
    face
}

/// A name as it stands in an address: lower case, without accents.
fn plain(name: &str) -> String {
    let fold = |letter: char| match letter {
        'ü' => 'u',
        'í' => 'i',
        other => other.to_ascii_lowercase(),
    };
    name.chars().map(fold).collect()
}
