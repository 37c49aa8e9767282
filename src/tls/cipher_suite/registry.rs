//! Cipher suites by code point: IANA's registry "TLS Cipher Suites" with what each is made of and the names that OpenSSL has
//! for them. Left out are suites without a certificate or a finite field in the usual sense (PSK, SRP, Kerberos), which a mail
//! server cannot use with strangers, and experiments that never were in the registry.

use super::made_of::{Authentication, Cipher, Flag, KeyExchange, Mode};

/// A row of the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Its number on the wire.
    pub code: u16,
    /// How the keys are agreed on.
    pub key_exchange: KeyExchange,
    /// How the server proves who it is.
    pub authentication: Authentication,
    /// What encrypts.
    pub cipher: Cipher,
    /// How it is used.
    pub mode: Mode,
    /// The name in the registry.
    pub name: &'static str,
    /// The name in OpenSSL's configuration, where it has one.
    pub openssl_name: Option<&'static str>,
    /// What else there is to know.
    pub flags: &'static [Flag],
}

/// The suite with this number.
#[must_use]
pub fn by_code(code: u16) -> Option<&'static Row> {
    all().find(|suite| suite.code == code)
}

/// Every suite there is.
pub fn all() -> impl Iterator<Item = &'static Row> {
    [TLS13, USUAL, RARE].into_iter().flatten()
}

/// One row a line: number, key exchange, authentication, cipher, mode, name, OpenSSL's name if any, flags.
macro_rules! suites {
    ($($code:literal $key_exchange:ident $authentication:ident $cipher:ident $mode:ident
       $name:literal $($openssl:literal)? $($flag:ident)*;)*) => {
        &[$(Row {
            code: $code,
            key_exchange: KeyExchange::$key_exchange,
            authentication: Authentication::$authentication,
            cipher: Cipher::$cipher,
            mode: Mode::$mode,
            name: $name,
            openssl_name: [$(Some($openssl),)? None][0],
            flags: &[$(Flag::$flag),*],
        }),*]
    };
}

/// TLS 1.3 (RFC 8446 section B.4).
pub const TLS13: &[Row] = suites! {
    0x1302 Tls13 Tls13     Aes       Gcm    "TLS_AES_256_GCM_SHA384" "TLS_AES_256_GCM_SHA384";
    0x1303 Tls13 Tls13     ChaCha20  Gcm    "TLS_CHACHA20_POLY1305_SHA256" "TLS_CHACHA20_POLY1305_SHA256";
    0x1301 Tls13 Tls13     Aes       Gcm    "TLS_AES_128_GCM_SHA256" "TLS_AES_128_GCM_SHA256";
    0x1304 Tls13 Tls13     Aes       Ccm    "TLS_AES_128_CCM_SHA256" "TLS_AES_128_CCM_SHA256";
    0x1305 Tls13 Tls13     Aes       Ccm    "TLS_AES_128_CCM_8_SHA256" "TLS_AES_128_CCM_8_SHA256";
};

/// Up to TLS 1.2: what servers of today's and yesterday's libraries may accept, strongest first. Few enough for one hello: some
/// servers cannot read more than 127.
pub const USUAL: &[Row] = suites! {
    0xC02C Ecdhe Ecdsa     Aes       Gcm    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" "ECDHE-ECDSA-AES256-GCM-SHA384";
    0xC030 Ecdhe Rsa       Aes       Gcm    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384" "ECDHE-RSA-AES256-GCM-SHA384";
    0xCCA9 Ecdhe Ecdsa     ChaCha20  Gcm    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256" "ECDHE-ECDSA-CHACHA20-POLY1305";
    0xCCA8 Ecdhe Rsa       ChaCha20  Gcm    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256" "ECDHE-RSA-CHACHA20-POLY1305";
    0xC02B Ecdhe Ecdsa     Aes       Gcm    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" "ECDHE-ECDSA-AES128-GCM-SHA256";
    0xC02F Ecdhe Rsa       Aes       Gcm    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" "ECDHE-RSA-AES128-GCM-SHA256";
    0xC0AD Ecdhe Ecdsa     Aes       Ccm    "TLS_ECDHE_ECDSA_WITH_AES_256_CCM" "ECDHE-ECDSA-AES256-CCM";
    0xC0AC Ecdhe Ecdsa     Aes       Ccm    "TLS_ECDHE_ECDSA_WITH_AES_128_CCM" "ECDHE-ECDSA-AES128-CCM";
    0x009F Dhe   Rsa       Aes       Gcm    "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384" "DHE-RSA-AES256-GCM-SHA384";
    0xCCAA Dhe   Rsa       ChaCha20  Gcm    "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256" "DHE-RSA-CHACHA20-POLY1305";
    0x009E Dhe   Rsa       Aes       Gcm    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256" "DHE-RSA-AES128-GCM-SHA256";
    0xC09F Dhe   Rsa       Aes       Ccm    "TLS_DHE_RSA_WITH_AES_256_CCM" "DHE-RSA-AES256-CCM";
    0xC09E Dhe   Rsa       Aes       Ccm    "TLS_DHE_RSA_WITH_AES_128_CCM" "DHE-RSA-AES128-CCM";
    0xC087 Ecdhe Ecdsa     Camellia  Gcm    "TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_GCM_SHA384";
    0xC08B Ecdhe Rsa       Camellia  Gcm    "TLS_ECDHE_RSA_WITH_CAMELLIA_256_GCM_SHA384";
    0xC086 Ecdhe Ecdsa     Camellia  Gcm    "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_GCM_SHA256";
    0xC08A Ecdhe Rsa       Camellia  Gcm    "TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256";
    0xC07D Dhe   Rsa       Camellia  Gcm    "TLS_DHE_RSA_WITH_CAMELLIA_256_GCM_SHA384";
    0xC07C Dhe   Rsa       Camellia  Gcm    "TLS_DHE_RSA_WITH_CAMELLIA_128_GCM_SHA256";
    0xC05D Ecdhe Ecdsa     Aria      Gcm    "TLS_ECDHE_ECDSA_WITH_ARIA_256_GCM_SHA384" "ECDHE-ECDSA-ARIA256-GCM-SHA384";
    0xC061 Ecdhe Rsa       Aria      Gcm    "TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384" "ECDHE-ARIA256-GCM-SHA384";
    0xC05C Ecdhe Ecdsa     Aria      Gcm    "TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256" "ECDHE-ECDSA-ARIA128-GCM-SHA256";
    0xC060 Ecdhe Rsa       Aria      Gcm    "TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256" "ECDHE-ARIA128-GCM-SHA256";
    0xC053 Dhe   Rsa       Aria      Gcm    "TLS_DHE_RSA_WITH_ARIA_256_GCM_SHA384" "DHE-RSA-ARIA256-GCM-SHA384";
    0xC052 Dhe   Rsa       Aria      Gcm    "TLS_DHE_RSA_WITH_ARIA_128_GCM_SHA256" "DHE-RSA-ARIA128-GCM-SHA256";
    0xC023 Ecdhe Ecdsa     Aes       Cbc    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256" "ECDHE-ECDSA-AES128-SHA256";
    0xC00A Ecdhe Ecdsa     Aes       Cbc    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA" "ECDHE-ECDSA-AES256-SHA";
    0xC024 Ecdhe Ecdsa     Aes       Cbc    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384" "ECDHE-ECDSA-AES256-SHA384";
    0xC0AF Ecdhe Ecdsa     Aes       Ccm    "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8" "ECDHE-ECDSA-AES256-CCM8";
    0xC027 Ecdhe Rsa       Aes       Cbc    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256" "ECDHE-RSA-AES128-SHA256";
    0xC014 Ecdhe Rsa       Aes       Cbc    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA" "ECDHE-RSA-AES256-SHA";
    0xC028 Ecdhe Rsa       Aes       Cbc    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384" "ECDHE-RSA-AES256-SHA384";
    0xC009 Ecdhe Ecdsa     Aes       Cbc    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA" "ECDHE-ECDSA-AES128-SHA";
    0xC0AE Ecdhe Ecdsa     Aes       Ccm    "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8" "ECDHE-ECDSA-AES128-CCM8";
    0xC013 Ecdhe Rsa       Aes       Cbc    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA" "ECDHE-RSA-AES128-SHA";
    0x0067 Dhe   Rsa       Aes       Cbc    "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256" "DHE-RSA-AES128-SHA256";
    0x0039 Dhe   Rsa       Aes       Cbc    "TLS_DHE_RSA_WITH_AES_256_CBC_SHA" "DHE-RSA-AES256-SHA";
    0x006B Dhe   Rsa       Aes       Cbc    "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256" "DHE-RSA-AES256-SHA256";
    0xC0A3 Dhe   Rsa       Aes       Ccm    "TLS_DHE_RSA_WITH_AES_256_CCM_8" "DHE-RSA-AES256-CCM8";
    0x0033 Dhe   Rsa       Aes       Cbc    "TLS_DHE_RSA_WITH_AES_128_CBC_SHA" "DHE-RSA-AES128-SHA";
    0xC0A2 Dhe   Rsa       Aes       Ccm    "TLS_DHE_RSA_WITH_AES_128_CCM_8" "DHE-RSA-AES128-CCM8";
    0xC072 Ecdhe Ecdsa     Camellia  Cbc    "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256" "ECDHE-ECDSA-CAMELLIA128-SHA256";
    0xC073 Ecdhe Ecdsa     Camellia  Cbc    "TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_CBC_SHA384" "ECDHE-ECDSA-CAMELLIA256-SHA384";
    0xC076 Ecdhe Rsa       Camellia  Cbc    "TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256" "ECDHE-RSA-CAMELLIA128-SHA256";
    0xC077 Ecdhe Rsa       Camellia  Cbc    "TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384" "ECDHE-RSA-CAMELLIA256-SHA384";
    0x00BE Dhe   Rsa       Camellia  Cbc    "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA256" "DHE-RSA-CAMELLIA128-SHA256";
    0x0088 Dhe   Rsa       Camellia  Cbc    "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA" "DHE-RSA-CAMELLIA256-SHA";
    0x00C4 Dhe   Rsa       Camellia  Cbc    "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA256" "DHE-RSA-CAMELLIA256-SHA256";
    0x0045 Dhe   Rsa       Camellia  Cbc    "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA" "DHE-RSA-CAMELLIA128-SHA";
    0xC048 Ecdhe Ecdsa     Aria      Cbc    "TLS_ECDHE_ECDSA_WITH_ARIA_128_CBC_SHA256" "ECDHE-ECDSA-ARIA128-CBC-SHA256";
    0xC049 Ecdhe Ecdsa     Aria      Cbc    "TLS_ECDHE_ECDSA_WITH_ARIA_256_CBC_SHA384" "ECDHE-ECDSA-ARIA256-CBC-SHA384";
    0xC04C Ecdhe Rsa       Aria      Cbc    "TLS_ECDHE_RSA_WITH_ARIA_128_CBC_SHA256" "ECDHE-RSA-ARIA128-CBC-SHA256";
    0xC04D Ecdhe Rsa       Aria      Cbc    "TLS_ECDHE_RSA_WITH_ARIA_256_CBC_SHA384" "ECDHE-RSA-ARIA256-CBC-SHA384";
    0xC044 Dhe   Rsa       Aria      Cbc    "TLS_DHE_RSA_WITH_ARIA_128_CBC_SHA256" "DHE-RSA-ARIA128-CBC-SHA256";
    0xC045 Dhe   Rsa       Aria      Cbc    "TLS_DHE_RSA_WITH_ARIA_256_CBC_SHA384" "DHE-RSA-ARIA256-CBC-SHA384";
    0x009A Dhe   Rsa       Seed      Cbc    "TLS_DHE_RSA_WITH_SEED_CBC_SHA" "DHE-RSA-SEED-SHA";
    0x009D Rsa   Rsa       Aes       Gcm    "TLS_RSA_WITH_AES_256_GCM_SHA384" "AES256-GCM-SHA384";
    0x009C Rsa   Rsa       Aes       Gcm    "TLS_RSA_WITH_AES_128_GCM_SHA256" "AES128-GCM-SHA256";
    0xC09D Rsa   Rsa       Aes       Ccm    "TLS_RSA_WITH_AES_256_CCM" "AES256-CCM";
    0xC09C Rsa   Rsa       Aes       Ccm    "TLS_RSA_WITH_AES_128_CCM" "AES128-CCM";
    0xC07B Rsa   Rsa       Camellia  Gcm    "TLS_RSA_WITH_CAMELLIA_256_GCM_SHA384";
    0xC07A Rsa   Rsa       Camellia  Gcm    "TLS_RSA_WITH_CAMELLIA_128_GCM_SHA256";
    0xC051 Rsa   Rsa       Aria      Gcm    "TLS_RSA_WITH_ARIA_256_GCM_SHA384" "ARIA256-GCM-SHA384";
    0xC050 Rsa   Rsa       Aria      Gcm    "TLS_RSA_WITH_ARIA_128_GCM_SHA256" "ARIA128-GCM-SHA256";
    0x003C Rsa   Rsa       Aes       Cbc    "TLS_RSA_WITH_AES_128_CBC_SHA256" "AES128-SHA256";
    0x0035 Rsa   Rsa       Aes       Cbc    "TLS_RSA_WITH_AES_256_CBC_SHA" "AES256-SHA";
    0x003D Rsa   Rsa       Aes       Cbc    "TLS_RSA_WITH_AES_256_CBC_SHA256" "AES256-SHA256";
    0xC0A1 Rsa   Rsa       Aes       Ccm    "TLS_RSA_WITH_AES_256_CCM_8" "AES256-CCM8";
    0x002F Rsa   Rsa       Aes       Cbc    "TLS_RSA_WITH_AES_128_CBC_SHA" "AES128-SHA";
    0xC0A0 Rsa   Rsa       Aes       Ccm    "TLS_RSA_WITH_AES_128_CCM_8" "AES128-CCM8";
    0x00BA Rsa   Rsa       Camellia  Cbc    "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA256" "CAMELLIA128-SHA256";
    0x0084 Rsa   Rsa       Camellia  Cbc    "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA" "CAMELLIA256-SHA";
    0x00C0 Rsa   Rsa       Camellia  Cbc    "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA256" "CAMELLIA256-SHA256";
    0x0041 Rsa   Rsa       Camellia  Cbc    "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA" "CAMELLIA128-SHA";
    0xC03C Rsa   Rsa       Aria      Cbc    "TLS_RSA_WITH_ARIA_128_CBC_SHA256" "ARIA128-CBC-SHA256";
    0xC03D Rsa   Rsa       Aria      Cbc    "TLS_RSA_WITH_ARIA_256_CBC_SHA384" "ARIA256-CBC-SHA384";
    0x0096 Rsa   Rsa       Seed      Cbc    "TLS_RSA_WITH_SEED_CBC_SHA" "SEED-SHA";
    0x00A7 Dhe   Anonymous Aes       Gcm    "TLS_DH_anon_WITH_AES_256_GCM_SHA384" "ADH-AES256-GCM-SHA384";
    0x00A6 Dhe   Anonymous Aes       Gcm    "TLS_DH_anon_WITH_AES_128_GCM_SHA256" "ADH-AES128-GCM-SHA256";
    0xC085 Dhe   Anonymous Camellia  Gcm    "TLS_DH_anon_WITH_CAMELLIA_256_GCM_SHA384";
    0xC084 Dhe   Anonymous Camellia  Gcm    "TLS_DH_anon_WITH_CAMELLIA_128_GCM_SHA256";
    0xC05B Dhe   Anonymous Aria      Gcm    "TLS_DH_anon_WITH_ARIA_256_GCM_SHA384" "ADH-ARIA256-GCM-SHA384";
    0xC05A Dhe   Anonymous Aria      Gcm    "TLS_DH_anon_WITH_ARIA_128_GCM_SHA256" "ADH-ARIA128-GCM-SHA256";
    0x006C Dhe   Anonymous Aes       Cbc    "TLS_DH_anon_WITH_AES_128_CBC_SHA256" "ADH-AES128-SHA256";
    0x003A Dhe   Anonymous Aes       Cbc    "TLS_DH_anon_WITH_AES_256_CBC_SHA" "ADH-AES256-SHA";
    0x006D Dhe   Anonymous Aes       Cbc    "TLS_DH_anon_WITH_AES_256_CBC_SHA256" "ADH-AES256-SHA256";
    0xC019 Ecdhe Anonymous Aes       Cbc    "TLS_ECDH_anon_WITH_AES_256_CBC_SHA" "AECDH-AES256-SHA";
    0x0034 Dhe   Anonymous Aes       Cbc    "TLS_DH_anon_WITH_AES_128_CBC_SHA" "ADH-AES128-SHA";
    0xC018 Ecdhe Anonymous Aes       Cbc    "TLS_ECDH_anon_WITH_AES_128_CBC_SHA" "AECDH-AES128-SHA";
    0x00BF Dhe   Anonymous Camellia  Cbc    "TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA256" "ADH-CAMELLIA128-SHA256";
    0x0089 Dhe   Anonymous Camellia  Cbc    "TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA" "ADH-CAMELLIA256-SHA";
    0x00C5 Dhe   Anonymous Camellia  Cbc    "TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA256" "ADH-CAMELLIA256-SHA256";
    0x0046 Dhe   Anonymous Camellia  Cbc    "TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA" "ADH-CAMELLIA128-SHA";
    0xC046 Dhe   Anonymous Aria      Cbc    "TLS_DH_anon_WITH_ARIA_128_CBC_SHA256" "DH-anon-ARIA128-CBC-SHA256";
    0xC047 Dhe   Anonymous Aria      Cbc    "TLS_DH_anon_WITH_ARIA_256_CBC_SHA384" "DH-anon-ARIA256-CBC-SHA384";
    0x009B Dhe   Anonymous Seed      Cbc    "TLS_DH_anon_WITH_SEED_CBC_SHA" "ADH-SEED-SHA";
    0x0007 Rsa   Rsa       Idea      Cbc    "TLS_RSA_WITH_IDEA_CBC_SHA" "IDEA-CBC-SHA";
    0xC008 Ecdhe Ecdsa     TripleDes Cbc    "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA" "ECDHE-ECDSA-DES-CBC3-SHA";
    0xC012 Ecdhe Rsa       TripleDes Cbc    "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA" "ECDHE-RSA-DES-CBC3-SHA";
    0x0016 Dhe   Rsa       TripleDes Cbc    "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA" "EDH-RSA-DES-CBC3-SHA";
    0x000A Rsa   Rsa       TripleDes Cbc    "TLS_RSA_WITH_3DES_EDE_CBC_SHA" "DES-CBC3-SHA";
    0xC007 Ecdhe Ecdsa     Rc4       Stream "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA" "ECDHE-ECDSA-RC4-SHA";
    0xC011 Ecdhe Rsa       Rc4       Stream "TLS_ECDHE_RSA_WITH_RC4_128_SHA" "ECDHE-RSA-RC4-SHA";
    0x0004 Rsa   Rsa       Rc4       Stream "TLS_RSA_WITH_RC4_128_MD5" "RC4-MD5" Md5;
    0x0005 Rsa   Rsa       Rc4       Stream "TLS_RSA_WITH_RC4_128_SHA" "RC4-SHA";
    0x0015 Dhe   Rsa       Des       Cbc    "TLS_DHE_RSA_WITH_DES_CBC_SHA" "EDH-RSA-DES-CBC-SHA";
    0x0009 Rsa   Rsa       Des       Cbc    "TLS_RSA_WITH_DES_CBC_SHA" "DES-CBC-SHA";
    0x0014 Dhe   Rsa       Des       Cbc    "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA" "EXP-EDH-RSA-DES-CBC-SHA" Export;
    0x0008 Rsa   Rsa       Des       Cbc    "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA" "EXP-DES-CBC-SHA" Export;
    0x0006 Rsa   Rsa       Rc2       Cbc    "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5" "EXP-RC2-CBC-MD5" Export Md5;
    0x0003 Rsa   Rsa       Rc4       Stream "TLS_RSA_EXPORT_WITH_RC4_40_MD5" "EXP-RC4-MD5" Export Md5;
    0xC006 Ecdhe Ecdsa     Null      Stream "TLS_ECDHE_ECDSA_WITH_NULL_SHA" "ECDHE-ECDSA-NULL-SHA";
    0xC010 Ecdhe Rsa       Null      Stream "TLS_ECDHE_RSA_WITH_NULL_SHA" "ECDHE-RSA-NULL-SHA";
    0x003B Rsa   Rsa       Null      Stream "TLS_RSA_WITH_NULL_SHA256" "NULL-SHA256";
    0x0001 Rsa   Rsa       Null      Stream "TLS_RSA_WITH_NULL_MD5" "NULL-MD5" Md5;
    0x0002 Rsa   Rsa       Null      Stream "TLS_RSA_WITH_NULL_SHA" "NULL-SHA";
    0x001B Dhe   Anonymous TripleDes Cbc    "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA" "ADH-DES-CBC3-SHA";
    0xC017 Ecdhe Anonymous TripleDes Cbc    "TLS_ECDH_anon_WITH_3DES_EDE_CBC_SHA" "AECDH-DES-CBC3-SHA";
    0x0018 Dhe   Anonymous Rc4       Stream "TLS_DH_anon_WITH_RC4_128_MD5" "ADH-RC4-MD5" Md5;
    0xC016 Ecdhe Anonymous Rc4       Stream "TLS_ECDH_anon_WITH_RC4_128_SHA" "AECDH-RC4-SHA";
    0x001A Dhe   Anonymous Des       Cbc    "TLS_DH_anon_WITH_DES_CBC_SHA" "ADH-DES-CBC-SHA";
    0x0019 Dhe   Anonymous Des       Cbc    "TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA" "EXP-ADH-DES-CBC-SHA" Export;
    0x0017 Dhe   Anonymous Rc4       Stream "TLS_DH_anon_EXPORT_WITH_RC4_40_MD5" "EXP-ADH-RC4-MD5" Export Md5;
    0xC015 Ecdhe Anonymous Null      Stream "TLS_ECDH_anon_WITH_NULL_SHA" "AECDH-NULL-SHA";
};

/// Up to TLS 1.2: fixed Diffie-Hellman, DSS and what the nineties left behind.
pub const RARE: &[Row] = suites! {
    0x00A3 Dhe   Dss       Aes       Gcm    "TLS_DHE_DSS_WITH_AES_256_GCM_SHA384" "DHE-DSS-AES256-GCM-SHA384";
    0x00A2 Dhe   Dss       Aes       Gcm    "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256" "DHE-DSS-AES128-GCM-SHA256";
    0x00A5 Dh    Dss       Aes       Gcm    "TLS_DH_DSS_WITH_AES_256_GCM_SHA384" "DH-DSS-AES256-GCM-SHA384";
    0xC02E Ecdh  Ecdsa     Aes       Gcm    "TLS_ECDH_ECDSA_WITH_AES_256_GCM_SHA384" "ECDH-ECDSA-AES256-GCM-SHA384";
    0x00A1 Dh    Rsa       Aes       Gcm    "TLS_DH_RSA_WITH_AES_256_GCM_SHA384" "DH-RSA-AES256-GCM-SHA384";
    0xC032 Ecdh  Rsa       Aes       Gcm    "TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384" "ECDH-RSA-AES256-GCM-SHA384";
    0x00A4 Dh    Dss       Aes       Gcm    "TLS_DH_DSS_WITH_AES_128_GCM_SHA256" "DH-DSS-AES128-GCM-SHA256";
    0xC02D Ecdh  Ecdsa     Aes       Gcm    "TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256" "ECDH-ECDSA-AES128-GCM-SHA256";
    0x00A0 Dh    Rsa       Aes       Gcm    "TLS_DH_RSA_WITH_AES_128_GCM_SHA256" "DH-RSA-AES128-GCM-SHA256";
    0xC031 Ecdh  Rsa       Aes       Gcm    "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256" "ECDH-RSA-AES128-GCM-SHA256";
    0xC081 Dhe   Dss       Camellia  Gcm    "TLS_DHE_DSS_WITH_CAMELLIA_256_GCM_SHA384";
    0xC080 Dhe   Dss       Camellia  Gcm    "TLS_DHE_DSS_WITH_CAMELLIA_128_GCM_SHA256";
    0xC083 Dh    Dss       Camellia  Gcm    "TLS_DH_DSS_WITH_CAMELLIA_256_GCM_SHA384";
    0xC089 Ecdh  Ecdsa     Camellia  Gcm    "TLS_ECDH_ECDSA_WITH_CAMELLIA_256_GCM_SHA384";
    0xC07F Dh    Rsa       Camellia  Gcm    "TLS_DH_RSA_WITH_CAMELLIA_256_GCM_SHA384";
    0xC08D Ecdh  Rsa       Camellia  Gcm    "TLS_ECDH_RSA_WITH_CAMELLIA_256_GCM_SHA384";
    0xC082 Dh    Dss       Camellia  Gcm    "TLS_DH_DSS_WITH_CAMELLIA_128_GCM_SHA256";
    0xC088 Ecdh  Ecdsa     Camellia  Gcm    "TLS_ECDH_ECDSA_WITH_CAMELLIA_128_GCM_SHA256";
    0xC07E Dh    Rsa       Camellia  Gcm    "TLS_DH_RSA_WITH_CAMELLIA_128_GCM_SHA256";
    0xC08C Ecdh  Rsa       Camellia  Gcm    "TLS_ECDH_RSA_WITH_CAMELLIA_128_GCM_SHA256";
    0xC057 Dhe   Dss       Aria      Gcm    "TLS_DHE_DSS_WITH_ARIA_256_GCM_SHA384" "DHE-DSS-ARIA256-GCM-SHA384";
    0xC056 Dhe   Dss       Aria      Gcm    "TLS_DHE_DSS_WITH_ARIA_128_GCM_SHA256" "DHE-DSS-ARIA128-GCM-SHA256";
    0xC059 Dh    Dss       Aria      Gcm    "TLS_DH_DSS_WITH_ARIA_256_GCM_SHA384" "DH-DSS-ARIA256-GCM-SHA384";
    0xC05F Ecdh  Ecdsa     Aria      Gcm    "TLS_ECDH_ECDSA_WITH_ARIA_256_GCM_SHA384" "ECDH-ECDSA-ARIA256-GCM-SHA384";
    0xC055 Dh    Rsa       Aria      Gcm    "TLS_DH_RSA_WITH_ARIA_256_GCM_SHA384" "DH-RSA-ARIA256-GCM-SHA384";
    0xC063 Ecdh  Rsa       Aria      Gcm    "TLS_ECDH_RSA_WITH_ARIA_256_GCM_SHA384" "ECDH-ARIA256-GCM-SHA384";
    0xC058 Dh    Dss       Aria      Gcm    "TLS_DH_DSS_WITH_ARIA_128_GCM_SHA256" "DH-DSS-ARIA128-GCM-SHA256";
    0xC05E Ecdh  Ecdsa     Aria      Gcm    "TLS_ECDH_ECDSA_WITH_ARIA_128_GCM_SHA256" "ECDH-ECDSA-ARIA128-GCM-SHA256";
    0xC054 Dh    Rsa       Aria      Gcm    "TLS_DH_RSA_WITH_ARIA_128_GCM_SHA256" "DH-RSA-ARIA128-GCM-SHA256";
    0xC062 Ecdh  Rsa       Aria      Gcm    "TLS_ECDH_RSA_WITH_ARIA_128_GCM_SHA256" "ECDH-ARIA128-GCM-SHA256";
    0x0040 Dhe   Dss       Aes       Cbc    "TLS_DHE_DSS_WITH_AES_128_CBC_SHA256" "DHE-DSS-AES128-SHA256";
    0x0038 Dhe   Dss       Aes       Cbc    "TLS_DHE_DSS_WITH_AES_256_CBC_SHA" "DHE-DSS-AES256-SHA";
    0x006A Dhe   Dss       Aes       Cbc    "TLS_DHE_DSS_WITH_AES_256_CBC_SHA256" "DHE-DSS-AES256-SHA256";
    0x0032 Dhe   Dss       Aes       Cbc    "TLS_DHE_DSS_WITH_AES_128_CBC_SHA" "DHE-DSS-AES128-SHA";
    0x003E Dh    Dss       Aes       Cbc    "TLS_DH_DSS_WITH_AES_128_CBC_SHA256" "DH-DSS-AES128-SHA256";
    0x0036 Dh    Dss       Aes       Cbc    "TLS_DH_DSS_WITH_AES_256_CBC_SHA" "DH-DSS-AES256-SHA";
    0x0068 Dh    Dss       Aes       Cbc    "TLS_DH_DSS_WITH_AES_256_CBC_SHA256" "DH-DSS-AES256-SHA256";
    0xC025 Ecdh  Ecdsa     Aes       Cbc    "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256" "ECDH-ECDSA-AES128-SHA256";
    0xC005 Ecdh  Ecdsa     Aes       Cbc    "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA" "ECDH-ECDSA-AES256-SHA";
    0xC026 Ecdh  Ecdsa     Aes       Cbc    "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384" "ECDH-ECDSA-AES256-SHA384";
    0x003F Dh    Rsa       Aes       Cbc    "TLS_DH_RSA_WITH_AES_128_CBC_SHA256" "DH-RSA-AES128-SHA256";
    0x0037 Dh    Rsa       Aes       Cbc    "TLS_DH_RSA_WITH_AES_256_CBC_SHA" "DH-RSA-AES256-SHA";
    0x0069 Dh    Rsa       Aes       Cbc    "TLS_DH_RSA_WITH_AES_256_CBC_SHA256" "DH-RSA-AES256-SHA256";
    0xC029 Ecdh  Rsa       Aes       Cbc    "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256" "ECDH-RSA-AES128-SHA256";
    0xC00F Ecdh  Rsa       Aes       Cbc    "TLS_ECDH_RSA_WITH_AES_256_CBC_SHA" "ECDH-RSA-AES256-SHA";
    0xC02A Ecdh  Rsa       Aes       Cbc    "TLS_ECDH_RSA_WITH_AES_256_CBC_SHA384" "ECDH-RSA-AES256-SHA384";
    0x0030 Dh    Dss       Aes       Cbc    "TLS_DH_DSS_WITH_AES_128_CBC_SHA" "DH-DSS-AES128-SHA";
    0xC004 Ecdh  Ecdsa     Aes       Cbc    "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA" "ECDH-ECDSA-AES128-SHA";
    0x0031 Dh    Rsa       Aes       Cbc    "TLS_DH_RSA_WITH_AES_128_CBC_SHA" "DH-RSA-AES128-SHA";
    0xC00E Ecdh  Rsa       Aes       Cbc    "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA" "ECDH-RSA-AES128-SHA";
    0x00BD Dhe   Dss       Camellia  Cbc    "TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA256" "DHE-DSS-CAMELLIA128-SHA256";
    0x0087 Dhe   Dss       Camellia  Cbc    "TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA" "DHE-DSS-CAMELLIA256-SHA";
    0x00C3 Dhe   Dss       Camellia  Cbc    "TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA256" "DHE-DSS-CAMELLIA256-SHA256";
    0x0044 Dhe   Dss       Camellia  Cbc    "TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA" "DHE-DSS-CAMELLIA128-SHA";
    0x00BB Dh    Dss       Camellia  Cbc    "TLS_DH_DSS_WITH_CAMELLIA_128_CBC_SHA256" "DH-DSS-CAMELLIA128-SHA256";
    0x0085 Dh    Dss       Camellia  Cbc    "TLS_DH_DSS_WITH_CAMELLIA_256_CBC_SHA" "DH-DSS-CAMELLIA256-SHA";
    0x00C1 Dh    Dss       Camellia  Cbc    "TLS_DH_DSS_WITH_CAMELLIA_256_CBC_SHA256" "DH-DSS-CAMELLIA256-SHA256";
    0xC074 Ecdh  Ecdsa     Camellia  Cbc    "TLS_ECDH_ECDSA_WITH_CAMELLIA_128_CBC_SHA256" "ECDH-ECDSA-CAMELLIA128-SHA256";
    0xC075 Ecdh  Ecdsa     Camellia  Cbc    "TLS_ECDH_ECDSA_WITH_CAMELLIA_256_CBC_SHA384" "ECDH-ECDSA-CAMELLIA256-SHA384";
    0x00BC Dh    Rsa       Camellia  Cbc    "TLS_DH_RSA_WITH_CAMELLIA_128_CBC_SHA256" "DH-RSA-CAMELLIA128-SHA256";
    0x0086 Dh    Rsa       Camellia  Cbc    "TLS_DH_RSA_WITH_CAMELLIA_256_CBC_SHA" "DH-RSA-CAMELLIA256-SHA";
    0x00C2 Dh    Rsa       Camellia  Cbc    "TLS_DH_RSA_WITH_CAMELLIA_256_CBC_SHA256" "DH-RSA-CAMELLIA256-SHA256";
    0xC078 Ecdh  Rsa       Camellia  Cbc    "TLS_ECDH_RSA_WITH_CAMELLIA_128_CBC_SHA256" "ECDH-RSA-CAMELLIA128-SHA256";
    0xC079 Ecdh  Rsa       Camellia  Cbc    "TLS_ECDH_RSA_WITH_CAMELLIA_256_CBC_SHA384" "ECDH-RSA-CAMELLIA256-SHA384";
    0x0042 Dh    Dss       Camellia  Cbc    "TLS_DH_DSS_WITH_CAMELLIA_128_CBC_SHA" "DH-DSS-CAMELLIA128-SHA";
    0x0043 Dh    Rsa       Camellia  Cbc    "TLS_DH_RSA_WITH_CAMELLIA_128_CBC_SHA" "DH-RSA-CAMELLIA128-SHA";
    0xC042 Dhe   Dss       Aria      Cbc    "TLS_DHE_DSS_WITH_ARIA_128_CBC_SHA256" "DHE-DSS-ARIA128-CBC-SHA256";
    0xC043 Dhe   Dss       Aria      Cbc    "TLS_DHE_DSS_WITH_ARIA_256_CBC_SHA384" "DHE-DSS-ARIA256-CBC-SHA384";
    0xC03E Dh    Dss       Aria      Cbc    "TLS_DH_DSS_WITH_ARIA_128_CBC_SHA256";
    0xC03F Dh    Dss       Aria      Cbc    "TLS_DH_DSS_WITH_ARIA_256_CBC_SHA384";
    0xC04A Ecdh  Ecdsa     Aria      Cbc    "TLS_ECDH_ECDSA_WITH_ARIA_128_CBC_SHA256";
    0xC04B Ecdh  Ecdsa     Aria      Cbc    "TLS_ECDH_ECDSA_WITH_ARIA_256_CBC_SHA384";
    0xC040 Dh    Rsa       Aria      Cbc    "TLS_DH_RSA_WITH_ARIA_128_CBC_SHA256";
    0xC041 Dh    Rsa       Aria      Cbc    "TLS_DH_RSA_WITH_ARIA_256_CBC_SHA384";
    0xC04E Ecdh  Rsa       Aria      Cbc    "TLS_ECDH_RSA_WITH_ARIA_128_CBC_SHA256";
    0xC04F Ecdh  Rsa       Aria      Cbc    "TLS_ECDH_RSA_WITH_ARIA_256_CBC_SHA384";
    0x0099 Dhe   Dss       Seed      Cbc    "TLS_DHE_DSS_WITH_SEED_CBC_SHA" "DHE-DSS-SEED-SHA";
    0x0097 Dh    Dss       Seed      Cbc    "TLS_DH_DSS_WITH_SEED_CBC_SHA" "DH-DSS-SEED-SHA";
    0x0098 Dh    Rsa       Seed      Cbc    "TLS_DH_RSA_WITH_SEED_CBC_SHA" "DH-RSA-SEED-SHA";
    0x0013 Dhe   Dss       TripleDes Cbc    "TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA" "EDH-DSS-DES-CBC3-SHA";
    0x000D Dh    Dss       TripleDes Cbc    "TLS_DH_DSS_WITH_3DES_EDE_CBC_SHA" "DH-DSS-DES-CBC3-SHA";
    0xC003 Ecdh  Ecdsa     TripleDes Cbc    "TLS_ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA" "ECDH-ECDSA-DES-CBC3-SHA";
    0x0010 Dh    Rsa       TripleDes Cbc    "TLS_DH_RSA_WITH_3DES_EDE_CBC_SHA" "DH-RSA-DES-CBC3-SHA";
    0xC00D Ecdh  Rsa       TripleDes Cbc    "TLS_ECDH_RSA_WITH_3DES_EDE_CBC_SHA" "ECDH-RSA-DES-CBC3-SHA";
    0x0066 Dhe   Dss       Rc4       Stream "TLS_DHE_DSS_WITH_RC4_128_SHA" "DHE-DSS-RC4-SHA";
    0xC002 Ecdh  Ecdsa     Rc4       Stream "TLS_ECDH_ECDSA_WITH_RC4_128_SHA" "ECDH-ECDSA-RC4-SHA";
    0xC00C Ecdh  Rsa       Rc4       Stream "TLS_ECDH_RSA_WITH_RC4_128_SHA" "ECDH-RSA-RC4-SHA";
    0x0012 Dhe   Dss       Des       Cbc    "TLS_DHE_DSS_WITH_DES_CBC_SHA" "EDH-DSS-DES-CBC-SHA";
    0x000C Dh    Dss       Des       Cbc    "TLS_DH_DSS_WITH_DES_CBC_SHA" "DH-DSS-DES-CBC-SHA";
    0x000F Dh    Rsa       Des       Cbc    "TLS_DH_RSA_WITH_DES_CBC_SHA" "DH-RSA-DES-CBC-SHA";
    0x0063 Dhe   Dss       Des       Cbc    "TLS_DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA" "EXP1024-DHE-DSS-DES-CBC-SHA" Export;
    0x0065 Dhe   Dss       Rc4       Stream "TLS_DHE_DSS_EXPORT1024_WITH_RC4_56_SHA" "EXP1024-DHE-DSS-RC4-SHA" Export;
    0x0011 Dhe   Dss       Des       Cbc    "TLS_DHE_DSS_EXPORT_WITH_DES40_CBC_SHA" "EXP-EDH-DSS-DES-CBC-SHA" Export;
    0x000B Dh    Dss       Des       Cbc    "TLS_DH_DSS_EXPORT_WITH_DES40_CBC_SHA" "EXP-DH-DSS-DES-CBC-SHA" Export;
    0x000E Dh    Rsa       Des       Cbc    "TLS_DH_RSA_EXPORT_WITH_DES40_CBC_SHA" "EXP-DH-RSA-DES-CBC-SHA" Export;
    0x0062 Rsa   Rsa       Des       Cbc    "TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA" "EXP1024-DES-CBC-SHA" Export;
    0x0061 Rsa   Rsa       Rc2       Cbc    "TLS_RSA_EXPORT1024_WITH_RC2_56_MD5" "EXP1024-RC2-CBC-MD5" Export Md5;
    0x0060 Rsa   Rsa       Rc4       Stream "TLS_RSA_EXPORT1024_WITH_RC4_56_MD5" "EXP1024-RC4-MD5" Export Md5;
    0x0064 Rsa   Rsa       Rc4       Stream "TLS_RSA_EXPORT1024_WITH_RC4_56_SHA" "EXP1024-RC4-SHA" Export;
    0xC001 Ecdh  Ecdsa     Null      Stream "TLS_ECDH_ECDSA_WITH_NULL_SHA" "ECDH-ECDSA-NULL-SHA";
    0xC00B Ecdh  Rsa       Null      Stream "TLS_ECDH_RSA_WITH_NULL_SHA" "ECDH-RSA-NULL-SHA";
    0x0000 Null  Anonymous Null      Stream "TLS_NULL_WITH_NULL_NULL" "NULL";
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suite_stands_in_the_table_once() {
        let mut codes: Vec<u16> = all().map(|suite| suite.code).collect();
        let mut names: Vec<&str> = all().map(|suite| suite.name).collect();
        codes.sort_unstable();
        names.sort_unstable();
        assert!(codes.is_sorted_by(|one, next| one < next));
        assert!(names.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn one_hello_holds_what_is_usual() {
        assert!(USUAL.len() + 2 <= 127);
        assert!(RARE.len() + 2 <= 127);
    }

    /// The columns are what the name says: a slip in one of them would pass a weak suite for a good one.
    #[test]
    fn the_columns_are_those_of_the_name() {
        for row in all() {
            let (head, tail) = match row.name.split_once("_WITH_") {
                Some((head, tail)) => (&head[4..], tail),
                None => ("", &row.name[4..]),
            };
            let head = head.replace("1024", "").replace("_EXPORT", "");
            let expected = match (row.key_exchange, row.authentication) {
                (KeyExchange::Tls13, Authentication::Tls13) => "",
                (KeyExchange::Ecdhe, Authentication::Ecdsa) => "ECDHE_ECDSA",
                (KeyExchange::Ecdhe, Authentication::Rsa) => "ECDHE_RSA",
                (KeyExchange::Ecdhe, Authentication::Anonymous) => "ECDH_anon",
                (KeyExchange::Dhe, Authentication::Rsa) => "DHE_RSA",
                (KeyExchange::Dhe, Authentication::Dss) => "DHE_DSS",
                (KeyExchange::Dhe, Authentication::Anonymous) => "DH_anon",
                (KeyExchange::Ecdh, Authentication::Ecdsa) => "ECDH_ECDSA",
                (KeyExchange::Ecdh, Authentication::Rsa) => "ECDH_RSA",
                (KeyExchange::Dh, Authentication::Rsa) => "DH_RSA",
                (KeyExchange::Dh, Authentication::Dss) => "DH_DSS",
                (KeyExchange::Rsa, Authentication::Rsa) => "RSA",
                (KeyExchange::Null, Authentication::Anonymous) => "NULL",
                other => panic!("{}: {other:?}", row.name),
            };
            assert_eq!(head, expected, "{}", row.name);
            assert_eq!(
                row.flags.contains(&Flag::Export),
                row.name.contains("_EXPORT"),
                "{}",
                row.name
            );
            assert_eq!(row.flags.contains(&Flag::Md5), tail.ends_with("_MD5"));
            let cipher = match row.cipher {
                Cipher::Null => "NULL",
                Cipher::Rc4 => "RC4",
                Cipher::Rc2 => "RC2",
                Cipher::Des => "DES",
                Cipher::TripleDes => "3DES",
                Cipher::Idea => "IDEA",
                Cipher::Seed => "SEED",
                Cipher::Aes => "AES",
                Cipher::Camellia => "CAMELLIA",
                Cipher::Aria => "ARIA",
                Cipher::ChaCha20 => "CHACHA20",
            };
            assert!(tail.starts_with(cipher), "{}", row.name);
            let gcm = tail.contains("_GCM_") || tail.contains("_POLY1305_");
            assert_eq!(row.mode == Mode::Gcm, gcm, "{}", row.name);
            assert_eq!(row.mode == Mode::Ccm, tail.contains("_CCM"), "{}", row.name);
            let block = tail.contains("CBC") || row.cipher == Cipher::Rc2;
            assert_eq!(row.mode == Mode::Cbc, block, "{}", row.name);
        }
    }
}
