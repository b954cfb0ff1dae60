//! Text as mailboxes and as their bases: three lines, each read as all of them.

use srvname::name::{EmailSubtree, Mailbox, SmtpUtf8Mailbox, Subtree};

use super::{build, naive, properties};

pub fn run(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else { return };
    let lines: Vec<&str> = text.splitn(3, '\n').collect();
    lines.iter().for_each(|line| syntax(line));
    properties::compiled(&lines.iter().map(|line| build::tlv(0x81, line.as_bytes())).collect::<Vec<_>>());
    let bases: Vec<EmailSubtree<'_>> = lines.iter().filter_map(|line| EmailSubtree::parse(line).ok()).collect();
    let names: Vec<Mailbox<'_>> = lines.iter().filter_map(|line| Mailbox::parse(line).ok()).collect();
    for base in &bases {
        names.iter().for_each(|name| pair(base, *name));
        for line in &lines {
            let _ = SmtpUtf8Mailbox::parse(line).map(|name| smtp_utf8(base, line, name));
        }
        bases.iter().for_each(|other| algebra(base, other, &names));
    }
    for name in &names {
        names.iter().for_each(|other| properties::equality(name, other));
        names.iter().for_each(|other| spelling(*name, *other));
    }
}

/// Two mailboxes at hosts are equal if and only if they denote one.
fn spelling(one: Mailbox<'_>, other: Mailbox<'_>) {
    if one.host().is_ok() && other.host().is_ok() {
        let [own, others] = [one, other].map(|name| naive::email(&name.to_string(), false));
        assert_eq!(one == other, own == others, "{one} {other}");
    }
}

fn syntax(text: &str) {
    match Mailbox::parse(text) {
        Ok(name) => {
            assert_eq!(name.to_string(), text);
            // Whatever is an rfc822Name is read as a SmtpUTF8Mailbox too.
            let other = SmtpUtf8Mailbox::parse(text).expect("more characters are allowed there, not fewer");
            assert_eq!((other.local_part(), other.host()), (name.local_part(), name.host()));
        }
        Err(error) => properties::name_error(&error, text.len()),
    }
    match SmtpUtf8Mailbox::parse(text) {
        Ok(name) => {
            assert!(text.starts_with(name.local_part().as_str()));
            assert!(name.host().is_err() || text.ends_with(name.host().expect("a host").as_str()));
            properties::shown(&name, text.len() * 3);
        }
        Err(error) => properties::name_error(&error, text.len()),
    }
    match EmailSubtree::parse(text) {
        Ok(base) => assert_eq!(base.to_string(), text),
        Err(error) => properties::name_error(&error, text.len()),
    }
    assert_eq!(Mailbox::parse(text).is_ok(), naive::email(text, false).is_some(), "{text:?}");
    assert_eq!(SmtpUtf8Mailbox::parse(text).is_ok(), naive::email(text, true).is_some(), "{text:?}");
    assert_eq!(EmailSubtree::parse(text).is_ok(), naive::email_base(text).is_some(), "{text:?}");
}

fn pair(base: &EmailSubtree<'_>, name: Mailbox<'_>) {
    let (own, other) = (naive::email_base(&base.to_string()), naive::email(&name.to_string(), false));
    let (Some(own), Some(other)) = (own, other) else { panic!("the syntaxes differ") };
    assert_eq!(base.contains(name), own.contains(&other), "{base} {name}");
}

fn smtp_utf8(base: &EmailSubtree<'_>, text: &str, name: SmtpUtf8Mailbox<'_>) {
    let (own, other) = (naive::email_base(&base.to_string()), naive::email(text, true));
    let (Some(own), Some(other)) = (own, other) else { panic!("the syntaxes differ") };
    assert_eq!(base.contains_smtp_utf8(name), own.contains(&other), "{base} {name}");
}

fn algebra(one: &EmailSubtree<'_>, other: &EmailSubtree<'_>, names: &[Mailbox<'_>]) {
    properties::equality(one, other);
    let meet = one.meet(*other);
    assert_eq!(meet, other.meet(*one), "{one} {other}");
    assert_eq!(one == other, one.covers(*other) && other.covers(*one), "{one} {other}");
    for name in names {
        let inside = |base: &EmailSubtree<'_>| base.contains(*name) == Some(true);
        let both = inside(one) && inside(other);
        assert_eq!(meet.is_some_and(|meet| inside(&meet)), both, "{one} {other} {name}");
        assert!(!one.covers(*other) || !inside(other) || inside(one));
    }
}
