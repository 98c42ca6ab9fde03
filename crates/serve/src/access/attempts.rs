//! How often somebody may try a password, by where they are and by whose it is.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use super::rates::Rates;
use crate::Clock;

/// Tries from one address: ten, then one in six seconds.
const ADDRESS_BURST: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);
const ADDRESS_PERIOD: Duration = Duration::from_secs(6);

/// Tries of one user's password, wherever they come from: twenty, then one in thirty seconds.
const USER_BURST: NonZeroU32 = NonZeroU32::MIN.saturating_add(19);
const USER_PERIOD: Duration = Duration::from_secs(30);

/// The tries so far.
pub(super) struct Attempts {
    addresses: Rates<IpAddr>,
    users: Rates<i64>,
}

impl Attempts {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            addresses: Rates::new(ADDRESS_BURST, ADDRESS_PERIOD, Arc::clone(&clock)),
            users: Rates::new(USER_BURST, USER_PERIOD, clock),
        }
    }

    /// Counts a try from an address; when it is one too many, after how many seconds it would not be.
    pub(super) fn from(&self, address: IpAddr) -> Result<(), u32> {
        self.addresses.take(&network(address))
    }

    /// Counts a try of a user's password; when it is one too many, after how many seconds it would not be.
    pub(super) fn of(&self, user: i64) -> Result<(), u32> {
        self.users.take(&user)
    }
}

/// Whoever has one IPv6 address has 2^64 of them.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Hand;
    use super::*;

    #[test]
    fn tries_are_counted_by_network_and_by_user() {
        let attempts = Attempts::new(Arc::new(Hand::default()));
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        for host in 0..10 {
            attempts.from(address(&format!("2001:db8::{host}"))).unwrap();
        }
        assert_eq!(attempts.from(address("2001:db8::ffff")), Err(6));
        attempts.from(address("2001:db8:0:1::1")).unwrap();
        for _ in 0..10 {
            attempts.from(address("192.0.2.1")).unwrap();
        }
        assert_eq!(attempts.from(address("::ffff:192.0.2.1")), Err(6));
        for _ in 0..20 {
            attempts.of(7).unwrap();
        }
        assert_eq!(attempts.of(7), Err(30));
        attempts.of(8).unwrap();
    }
}
