//! What is kept of users, tokens, write keys and sessions, and what is not.

use tempfile::TempDir;

use super::*;
use crate::state::State;

const NOW: Actor<'static> = Actor { at_us: 1_000_000_000, who: "cli", address: None };
const LATER: Actor<'static> = Actor { at_us: 2_000_000_000, who: "user:ann", address: Some("127.0.0.1") };

fn access() -> (TempDir, Access) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenure.db");
    drop(State::open(&path, || panic!("a new state needs no lock")).unwrap());
    let access = Access::open(&path).unwrap();
    (folder, access)
}

fn admin(name: &str) -> NewUser<'_> {
    NewUser { name, password: Some("$argon2id$…"), role: Role::Admin, rule: None, language: Some("en") }
}

fn token(name: &str) -> NewToken<'_> {
    NewToken { name, owner: None, role: Role::Viewer, rule: None, expires_at_us: None }
}

fn secret(kind: SecretKind, byte: u8) -> Secret {
    Secret::new(kind, [byte; 32])
}

fn actions(access: &Access) -> Vec<String> {
    let entries = access.audit(None, 100).unwrap();
    let said = |entry: &AuditEntry| format!("{} {} {}", entry.who, entry.action, entry.about.as_deref().unwrap_or(""));
    entries.iter().rev().map(said).collect()
}

#[test]
fn users_are_added_changed_and_disabled_and_the_log_says_so() {
    let (_folder, access) = access();
    assert!(access.is_unclaimed(NOW.at_us).unwrap());
    let ann = access.add_user(&admin("ann"), &NOW).unwrap();
    assert_eq!((ann.role, ann.disabled_at_us, ann.made_at_us), (Role::Admin, None, NOW.at_us));
    assert!(matches!(access.add_user(&admin("ann"), &NOW), Err(LakeError::UserTaken { .. })));
    access.add_user(&NewUser { role: Role::Viewer, rule: Some("country = 'DE'"), ..admin("bob") }, &NOW).unwrap();

    let change =
        UserChange { role: Some(Role::Analyst), rule: Some(None), password: Some("new"), ..UserChange::default() };
    let bob = access.change_user("bob", &change, &LATER).unwrap();
    assert_eq!((bob.role, bob.rule.as_deref(), bob.password.as_deref()), (Role::Analyst, None, Some("new")));
    let disabled = UserChange { disabled: Some(true), ..UserChange::default() };
    assert_eq!(access.change_user("bob", &disabled, &LATER).unwrap().disabled_at_us, Some(LATER.at_us));
    access.change_user("bob", &disabled, &LATER).unwrap();
    assert!(matches!(access.change_user("eve", &change, &LATER), Err(LakeError::UnknownUser { .. })));
    assert_eq!(access.users().unwrap(), [ann, access.user("bob").unwrap().unwrap()]);
    assert_eq!(
        actions(&access),
        [
            "cli user.add ann",
            "cli user.add bob",
            "user:ann user.password bob",
            "user:ann user.role.analyst bob",
            "user:ann user.rule bob",
            "user:ann user.disable bob"
        ]
    );
    assert!(!access.is_unclaimed(NOW.at_us).unwrap());
}

#[test]
fn an_admin_has_no_rule() {
    let (_folder, access) = access();
    let rule = Some("country = 'DE'");
    let refused = access.add_user(&NewUser { rule, ..admin("ann") }, &NOW);
    assert!(matches!(refused, Err(LakeError::AdminRule)), "{refused:?}");
    let refused =
        access.add_token(&NewToken { role: Role::Admin, rule, ..token("ci") }, &secret(SecretKind::Token, 1), &NOW);
    assert!(matches!(refused, Err(LakeError::AdminRule)), "{refused:?}");
    access.add_user(&NewUser { role: Role::Viewer, rule, ..admin("bob") }, &NOW).unwrap();
    let promoted = UserChange { role: Some(Role::Admin), ..UserChange::default() };
    assert!(matches!(access.change_user("bob", &promoted, &NOW), Err(LakeError::AdminRule)));
    assert_eq!(access.user("bob").unwrap().unwrap().role, Role::Viewer);
    access.change_user("bob", &UserChange { rule: Some(None), ..promoted }, &NOW).unwrap();
}

#[test]
fn the_last_admin_stays_one() {
    let (_folder, access) = access();
    access.add_user(&admin("ann"), &NOW).unwrap();
    for change in [
        UserChange { disabled: Some(true), ..UserChange::default() },
        UserChange { role: Some(Role::Viewer), ..UserChange::default() },
    ] {
        let refused = access.change_user("ann", &change, &NOW);
        assert!(matches!(refused, Err(LakeError::LastAdmin { .. })), "{refused:?}");
        assert_eq!(access.user("ann").unwrap().unwrap().role, Role::Admin);
    }
    access.add_user(&admin("bob"), &NOW).unwrap();
    access.change_user("ann", &UserChange { disabled: Some(true), ..UserChange::default() }, &NOW).unwrap();
}

#[test]
fn a_token_does_no_more_than_its_owner_and_ends_with_them() {
    let (_folder, access) = access();
    let rule = Some("country = 'DE'");
    access.add_user(&NewUser { role: Role::Analyst, rule, ..admin("bob") }, &NOW).unwrap();
    access.add_user(&admin("ann"), &NOW).unwrap();
    let made = secret(SecretKind::Token, 1);
    let wanted = NewToken { owner: Some("bob"), role: Role::Analyst, rule: Some("plan = 'pro'"), ..token("ci") };
    let above = access.add_token(&NewToken { role: Role::Admin, rule: None, ..wanted }, &made, &NOW);
    assert!(matches!(above, Err(LakeError::AboveOwner { role: Role::Analyst, .. })), "{above:?}");
    access.add_token(&wanted, &made, &NOW).unwrap();

    let found = access.token_of(made.text()).unwrap().unwrap();
    assert_eq!((found.effective_role(), found.prefix.as_str()), (Role::Analyst, made.prefix()));
    assert_eq!(found.rules().collect::<Vec<_>>(), ["country = 'DE'", "plan = 'pro'"]);
    assert_eq!(found.standing(NOW.at_us), Standing::Good);
    access.change_user("bob", &UserChange { role: Some(Role::Viewer), ..UserChange::default() }, &NOW).unwrap();
    assert_eq!(access.token_of(made.text()).unwrap().unwrap().effective_role(), Role::Viewer);
    access.change_user("bob", &UserChange { disabled: Some(true), ..UserChange::default() }, &NOW).unwrap();
    assert_eq!(access.token_of(made.text()).unwrap().unwrap().standing(NOW.at_us), Standing::Disabled);
}

#[test]
fn tokens_expire_are_revoked_and_remember_their_use_to_the_minute() {
    let (_folder, access) = access();
    let made = secret(SecretKind::Token, 1);
    let number =
        access.add_token(&NewToken { expires_at_us: Some(LATER.at_us), ..token("ci") }, &made, &NOW).unwrap().number;
    let found = || access.token_of(made.text()).unwrap().unwrap();
    assert_eq!(found().standing(LATER.at_us - 1), Standing::Good);
    assert_eq!(found().standing(LATER.at_us), Standing::Expired);
    for (at, noted) in [(0, 0), (59_999_999, 0), (60_000_000, 60_000_000)] {
        access.note_use(Used::Token(number), NOW.at_us + at).unwrap();
        assert_eq!(found().used_at_us, Some(NOW.at_us + noted), "at {at}");
    }
    access.revoke_token(number, &NOW).unwrap();
    access.revoke_token(number, &LATER).unwrap();
    assert_eq!((found().standing(NOW.at_us), found().revoked_at_us), (Standing::Revoked, Some(NOW.at_us)));
    assert!(matches!(access.revoke_token(99, &NOW), Err(LakeError::UnknownToken { number: 99 })));
    assert_eq!(access.token_of("tnr_other").unwrap(), None);
    assert!(access.is_unclaimed(NOW.at_us).unwrap(), "a token that is not taken lets nobody ask");
    let next = secret(SecretKind::Token, 7);
    access.add_token(&NewToken { expires_at_us: Some(LATER.at_us), ..token("next") }, &next, &NOW).unwrap();
    assert!(!access.is_unclaimed(LATER.at_us - 1).unwrap());
    assert!(access.is_unclaimed(LATER.at_us).unwrap());
}

#[test]
fn a_write_key_says_whose_ids_its_events_name_until_it_is_revoked() {
    let (_folder, access) = access();
    let made = secret(SecretKind::WriteKey, 2);
    let key = access.add_write_key(&NewWriteKey { name: "web", namespace: "shop" }, &made, &NOW).unwrap();
    assert_eq!(access.write_key_of(made.text()).unwrap().unwrap(), key);
    access.note_use(Used::WriteKey(key.number), LATER.at_us).unwrap();
    assert_eq!(access.write_keys().unwrap()[0].used_at_us, Some(LATER.at_us));
    assert_eq!(access.write_key_of(made.prefix()).unwrap(), None);
    assert_eq!(access.token_of(made.text()).unwrap(), None);
    access.revoke_write_key(key.number, &NOW).unwrap();
    assert_eq!(access.write_key_of(made.text()).unwrap(), None);
    assert!(matches!(access.revoke_write_key(99, &NOW), Err(LakeError::UnknownWriteKey { number: 99 })));
    let visitors = NewWriteKey { name: "web", namespace: "anonymous" };
    assert!(matches!(access.add_write_key(&visitors, &made, &NOW), Err(LakeError::AccessName { .. })));
}

#[test]
fn a_session_lasts_until_it_is_ended_is_over_or_its_user_may_not_any_more() {
    let (_folder, access) = access();
    for name in ["ann", "bob"] {
        access.add_user(&admin(name), &NOW).unwrap();
    }
    let open = |byte, name| {
        let made = secret(SecretKind::Session, byte);
        access.open_session(name, &made, LATER.at_us, &NOW).unwrap();
        made
    };
    let is_open = |made: &Secret, at| access.session_of(made.text(), at).unwrap().is_some();
    let first = open(1, "ann");
    assert!(is_open(&first, LATER.at_us - 1) && !is_open(&first, LATER.at_us));
    access.end_session(first.text(), &NOW).unwrap();
    access.end_session(first.text(), &NOW).unwrap();
    assert!(!is_open(&first, NOW.at_us));

    let (anns, bobs) = (open(2, "ann"), open(3, "bob"));
    access.change_user("ann", &UserChange { password: Some("new"), ..UserChange::default() }, &NOW).unwrap();
    assert!(!is_open(&anns, NOW.at_us) && is_open(&bobs, NOW.at_us));
    access.change_user("bob", &UserChange { disabled: Some(true), ..UserChange::default() }, &NOW).unwrap();
    assert!(!is_open(&bobs, NOW.at_us));
    assert!(access.open_session("bob", &bobs, LATER.at_us, &NOW).is_err());
    assert_eq!(actions(&access).iter().filter(|action| action.contains("session.end")).count(), 1);
}

#[test]
fn no_secret_lies_in_the_state() {
    let (folder, access) = access();
    access.add_user(&admin("ann"), &NOW).unwrap();
    let [a, b, c] = [(SecretKind::Token, 11), (SecretKind::WriteKey, 12), (SecretKind::Session, 13)]
        .map(|(kind, byte)| secret(kind, byte));
    access.add_token(&token("ci"), &a, &NOW).unwrap();
    access.add_write_key(&NewWriteKey { name: "web", namespace: "shop" }, &b, &NOW).unwrap();
    access.open_session("ann", &c, LATER.at_us, &NOW).unwrap();
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        bytes.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert!(holds(a.prefix().as_bytes()) && holds(b"web"));
    for (secret, byte) in [(a, 11), (b, 12), (c, 13)] {
        assert!(!holds(secret.text().as_bytes()) && !holds(&[byte; 32]), "{secret:?}");
    }
}

#[test]
fn names_fit_into_a_line() {
    let (_folder, access) = access();
    let long = "x".repeat(101);
    for name in ["", " ann", "ann\n", "a\r\nSet-Cookie: x", "gnp\u{202e}.exe", long.as_str()] {
        let refused = access.add_user(&admin(name), &NOW);
        assert!(matches!(refused, Err(LakeError::AccessName { .. })), "{name:?}: {refused:?}");
    }
    for name in ["ann@example.com", "小明", "O'Brien; drop table user"] {
        access.add_user(&admin(name), &NOW).unwrap();
        assert_eq!(access.user(name).unwrap().unwrap().name, name);
    }
}

#[test]
fn the_log_is_only_added_to_and_read_in_pages() {
    let (folder, access) = access();
    for _ in 0..5 {
        access.record(&LATER, "session.open", None, Outcome::Refused).unwrap();
    }
    let first = access.audit(None, 2).unwrap();
    let second = access.audit(Some(first[1].number), 10).unwrap();
    let numbers: Vec<_> = first.iter().chain(&second).map(|entry| entry.number).collect();
    assert_eq!(numbers, [5, 4, 3, 2, 1]);
    assert_eq!((first[0].outcome, first[0].address.as_deref()), (Outcome::Refused, Some("127.0.0.1")));
    let connection = Connection::open(folder.path().join("tenure.db")).unwrap();
    for change in ["update audit set who = 'eve'", "delete from audit", "delete from audit where number = 5"] {
        let refused = connection.execute(change, []).unwrap_err().to_string();
        assert!(refused.contains("only added to"), "{refused}");
    }
    access.record(&LATER, "a\nb", Some(&"x".repeat(1000)), Outcome::Failed).unwrap();
    let entry = access.audit(None, 1).unwrap().remove(0);
    assert_eq!((entry.action.as_str(), entry.about.unwrap().len()), ("a b", 200));
}
