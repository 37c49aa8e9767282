//! Whether a key made a signature of a text: RFC 6376 section 3.3 and RFC 8463 section 3.

use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{
        ED25519, RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, UnparsedPublicKey,
    },
};

use crate::record::dkim::{key::Material, signature::Algorithm};

/// The longest RSA key that is computed with; what a longer one makes of a signature is not known.
pub(super) const MOST_BITS: u32 = 8192;

/// Whether it did.
pub(super) fn verifies(
    algorithm: Algorithm,
    key: &Material,
    text: &[u8],
    signature: &[u8],
) -> bool {
    let verified = match (algorithm, key) {
        (Algorithm::RsaSha256, Material::Rsa { der, .. }) => {
            UnparsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, der)
                .verify(text, signature)
        }
        (Algorithm::RsaSha1, Material::Rsa { der, .. }) => {
            UnparsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, der)
                .verify(text, signature)
        }
        (Algorithm::Ed25519Sha256, Material::Ed25519(key)) => {
            let hash = digest(&SHA256, text);
            UnparsedPublicKey::new(&ED25519, key).verify(hash.as_ref(), signature)
        }
        _ => return false,
    };
    verified.is_ok()
}
