//! Public keys for the tests, each made for them.

/// RSA, 768 bits.
pub(crate) const RSA_768: &str = "MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhAKAJ+mEbhKaf13hXH5sPv2ArPiUpY5X6e0U60WAFaBmdjg0KE9uLp8tHOZstxqJ8tF04SxQDPlWDP3ZgxiUPLbBzhmbO593dNtt+oAYgMN3XXRT8T0RU80aWksgEK7ItZwIDAQAB";
/// RSA, 1024 bits.
pub(crate) const RSA_1024: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCt3OQFPrV6WJ2mtCAd4FAf8jgqspD5Ae9Sp8vnqaoqBrysuJxnY8kYZ1UpE6HY6EkZ7TjAfSAB2psHxpDbr/NcO019wV9vamRd8AYWFhQgKMyVHdp1ggAhEF8cGRL16csFsE1OBDmUhMdJG3n7YxOvQIfn2k4b+SKzS/bd3b5wvwIDAQAB";
/// The same as bare RSAPublicKey.
pub(crate) const RSA_1024_PKCS1: &str = "MIGJAoGBAK3c5AU+tXpYnaa0IB3gUB/yOCqykPkB71Kny+epqioGvKy4nGdjyRhnVSkTodjoSRntOMB9IAHamwfGkNuv81w7TX3BX29qZF3wBhYWFCAozJUd2nWCACEQXxwZEvXpywWwTU4EOZSEx0kbeftjE69Ah+faThv5IrNL9t3dvnC/AgMBAAE=";
/// RSA, 2048 bits.
pub(crate) const RSA_2048: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAm0WXefdrIQoiZKNAdKXDhkoSts7nMUujoPHnBbRfSfLPoADsgsn6X1vUJGlMEU8YgnGHNMre/ELFtLZkgjhCsuyt5QcSs51mt69RLs6+e4XOENk176k+EHNH9epmXMkB7uw+/TcM43bQp8OVuexUzi2Qd+CEWnsFFSjtasKEyyPfMXrn9YUnXsF8pss+3rccN25cnN6HhHUWKeB7CfhC10mSSWXCmdONPPIaXZx/rhB+yhV+FhVW+koHPbxP4VCygEZSjTsANu9DDODCnNDX4TYKurzqAXWv1xRYzcqHc4eIkSXzoBJo/1K3ZGQa6V/1o8ElTJQVQBknXE/mVYeByQIDAQAB";
/// RSA, 4104 bits.
pub(crate) const RSA_4104: &str = "MIICIzANBgkqhkiG9w0BAQEFAAOCAhAAMIICCwKCAgIAsEFkX/2rVlXhNZqTjbHt+uxW86ktOuPgZxY2vZ+HAJ6IChTLg/av/sULUUJhOmr/Iyvh9IdR7aCS/rAH6Z3vp2lD248OCrWoW8sRAeOClqmcv0sHqmLZZ9OYEtj2ekYhunggyMJg2MOOuxc5nvfTa3CphHkUOhUtNu2aEw5KykSg6padu/Q7MskBjHCS+znrKeR6fJPVoWgL5TtGjFS5nejyPQ29ewUpdOZBIeT/eHv7/f8kC16wk2ylB82otDUerStegAxfMwHmTWmwCYzwRxs5DGVD+07/k5tmHhoG5dpQmZX3DyoisMjZg3t+5V0hu+18fB0STD6Zt9U/2Cj6lJeobSSjg/zxphLE/eiJhzP/sJ6RL601vIv44xP96ME7CBr7bwTtv3bU0OsrMvNRD0R+9BLqKofhOgRIqoi+smT6F0lkFhN0fello0GVp3sMxBJKcTz7X+Ks4lKj6lDEj2N8q1zUvFpUXAwP50zX1LKedvQcnfGrhqj9F5grOCukbJktu8qbKS2Pei5p3ygf6xnBp5Z6AgTqtljLx/+t/VJb+xYwX/9uj+F4ZQHKDXJ2+LvcMwhZOzBPgy27GffEOrXaCz+xba5Uav59kDXhlIcHncgWdsDx2uDbrQrCN+As1oshW6OyQ6Fwo6Cq4E51U2Q4rH1LkrLcp5wZer9MLhmTAgMBAAE=";
/// Ed25519.
pub(crate) const ED25519: &str = "K4spku06jIOSEwZAqeBsv6H7jlmJzx4+VIho9zW5CHo=";
/// The same in a SubjectPublicKeyInfo.
pub(crate) const ED25519_WRAPPED: &str =
    "MCowBQYDK2VwAyEAK4spku06jIOSEwZAqeBsv6H7jlmJzx4+VIho9zW5CHo=";
/// A key on the curve P-256.
pub(crate) const EC: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEubTWWybUJT+Vs89lZuiTNDX9T/a0O72zuZ83ZdPIxhiM5giew/X2ZRwDtSrXnrPISfiknfbt2b+vc/DdxLi/5g==";
