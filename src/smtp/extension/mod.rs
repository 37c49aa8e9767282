//! Stand-in.
use schemars::JsonSchema;
use serde::Serialize;
/// x
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Extension {
    /// x
    pub keyword: String,
    /// x
    pub parameters: Vec<String>,
    /// x
    #[serde(skip)]
    pub old_form: bool,
}
/// x
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Extensions(
    /// x
    pub Vec<Extension>,
);
impl Extensions {
    /// x
    pub fn from_lines(lines: &[String]) -> Self {
        Self(
            lines
                .iter()
                .skip(1)
                .map(|l| {
                    let mut w = l.split(' ').map(str::to_owned);
                    Extension {
                        keyword: w.next().unwrap_or_default(),
                        parameters: w.collect(),
                        old_form: false,
                    }
                })
                .collect(),
        )
    }
    /// x
    pub fn has(&self, k: &str) -> bool {
        self.find(k).is_some()
    }
    /// x
    pub fn find(&self, k: &str) -> Option<&Extension> {
        self.0.iter().find(|e| e.keyword.eq_ignore_ascii_case(k))
    }
    /// x
    pub fn size_limit(&self) -> Option<u64> {
        self.find("SIZE")?
            .parameters
            .first()?
            .parse()
            .ok()
            .filter(|n| *n > 0)
    }
    /// x
    pub fn auth_mechanisms(&self) -> Vec<String> {
        self.find("AUTH")
            .map(|e| e.parameters.clone())
            .unwrap_or_default()
    }
}
