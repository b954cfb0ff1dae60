//! Octets as addresses and as their bases: a length octet in front of each of three.

use arbitrary::Unstructured;
use core::net::IpAddr;
use srvname::name::parse_ip;
use srvname::name::{IpSubtree, Subtree};

use super::{naive, properties};

pub fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let parts: Vec<Vec<u8>> = (0..3).map_while(|_| part(&mut input).ok()).collect();
    for octets in &parts {
        assert_eq!(parse_ip(octets).is_ok(), naive::ip(octets).is_some(), "{octets:?}");
        assert_eq!(IpSubtree::from_octets(octets).is_ok(), naive::ip_base(octets).is_some(), "{octets:?}");
        if let Err(error) = IpSubtree::from_octets(octets) {
            properties::name_error(&error, octets.len());
        }
    }
    let bases: Vec<_> = parts.iter().filter(|part| IpSubtree::from_octets(part).is_ok()).collect();
    // An address of its own, and the addresses of the bases.
    let own = parts.iter().filter(|part| parse_ip(part).is_ok()).cloned();
    let names: Vec<_> = own.chain(bases.iter().map(|base| base[..base.len() / 2].to_vec())).collect();
    for base in &bases {
        names.iter().for_each(|name| pair(base, name));
        bases.iter().for_each(|other| algebra(base, other, &names));
    }
}

/// Octets of a fitting length more often than chance has it.
fn part(input: &mut Unstructured<'_>) -> arbitrary::Result<Vec<u8>> {
    let length = match input.int_in_range(0..=9u8)? {
        0..=1 => 4,
        2..=3 => 8,
        4 => 16,
        5..=6 => 32,
        _ => input.int_in_range(0..=40)?,
    };
    let mut octets = input.bytes(length)?.to_vec();
    if matches!(length, 8 | 32) && input.ratio(7u8, 8u8)? {
        let ones = input.int_in_range(0..=length * 4)?;
        let half = length / 2;
        (0..length * 4).for_each(|bit| {
            let mask = 0x80 >> (bit % 8);
            let octet = &mut octets[half + bit / 8];
            *octet = if bit < ones { *octet | mask } else { *octet & !mask };
        });
    }
    Ok(octets)
}

fn read(octets: &[u8]) -> (IpSubtree, naive::Base) {
    let own = IpSubtree::from_octets(octets).expect("a base");
    (own, naive::ip_base(octets).expect("a base"))
}

fn address(octets: &[u8]) -> IpAddr {
    parse_ip(octets).expect("an address")
}

fn pair(base: &[u8], name: &[u8]) {
    let (own, second) = read(base);
    assert_eq!(Some(own.contains(address(name))), second.contains(&naive::Name::Ip(name.to_vec())), "{own} {name:?}");
}

fn algebra(one: &[u8], other: &[u8], names: &[Vec<u8>]) {
    let ((one, _), (other, _)) = (read(one), read(other));
    let meet = one.meet(other);
    assert_eq!(meet, other.meet(one), "{one} {other}");
    assert_eq!(one == other, one.covers(other) && other.covers(one), "{one} {other}");
    for name in names.iter().map(|name| address(name)) {
        let both = one.contains(name) && other.contains(name);
        assert_eq!(meet.is_some_and(|meet| meet.contains(name)), both, "{one} {other} {name}");
        assert!(!one.covers(other) || !other.contains(name) || one.contains(name));
    }
}
