//! Exact money: a decimal with four places and a currency.

use std::fmt;
use std::str::FromStr;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// An ISO 4217 currency code in capitals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// An amount in ten-thousandths of the currency's unit, as `decimal(18,4)` stores it.
///
/// Sums of money stay in this integer from the first row to the answer; floating point never touches them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    /// Ten-thousandths of one unit of `currency`.
    pub ten_thousandths: i128,
    pub currency: Currency,
}

/// Why a text is not money.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("`{0}` is not an ISO 4217 currency code")]
    Currency(String),
}

impl Money {
    /// The amount as text with four decimals, for example `-12.3400`.
    #[must_use]
    pub fn amount(self) -> String {
        let sign = if self.ten_thousandths < 0 { "-" } else { "" };
        let magnitude = self.ten_thousandths.unsigned_abs();
        format!("{sign}{}.{:04}", magnitude / 10_000, magnitude % 10_000)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

/// As answers have it: `{ "amount": "12.3400", "currency": "USD" }`.
impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Money", 2)?;
        object.serialize_field("amount", &self.amount())?;
        object.serialize_field("currency", self.currency.as_str())?;
        object.end()
    }
}

impl Currency {
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    /// Reads a code in any case.
    ///
    /// # Errors
    /// [`MoneyError::Currency`] when ISO 4217 does not list the code.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.trim().to_ascii_uppercase();
        match <[u8; 3]>::try_from(code.as_bytes()) {
            Ok(bytes) if ISO_4217.split(' ').any(|known| known == code) => Ok(Self(bytes)),
            _ => Err(MoneyError::Currency(text.to_owned())),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Source: ISO 4217:2015 list one, current codes, and the codes it withdrew that data since 1990 still carries.
const ISO_4217: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD \
CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD \
HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA \
MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF \
SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED \
VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ATS BEF CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG \
PTE SIT SKK ZWL";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_four_decimals_and_their_sign() {
        let currency: Currency = "usd".parse().unwrap();
        for (ten_thousandths, text) in [(0, "0.0000"), (123_400, "12.3400"), (-5, "-0.0005"), (-10_000, "-1.0000")] {
            assert_eq!(Money { ten_thousandths, currency }.amount(), text);
        }
    }

    #[test]
    fn unknown_currencies_are_refused() {
        for text in ["", "US", "USDX", "QQQ", "欧元"] {
            assert_eq!(text.parse::<Currency>(), Err(MoneyError::Currency(text.to_owned())));
        }
    }
}
