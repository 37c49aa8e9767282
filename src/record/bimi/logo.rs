//! Whether a file is a logo that receivers show: SVG Tiny PS, draft-svg-tiny-ps-abrotman section 2, and what Gmail and Apple want beyond
//! that. What is drawn is not looked at.

use roxmltree::{Attribute, Document, Node};
use serde::Serialize;

use super::gzip;
use crate::{
    record::tag_list::cut,
    text::{shortened, visible},
};

/// The most octets of a packed logo, unpacked.
const MOST_UNPACKED: usize = 256 * 1024;
/// What a logo should have at most.
const ADVISED: usize = 32 * 1024;
/// The most elements that are read.
const MOST_NODES: u32 = 20_000;
/// The most faults that are told.
const MOST_FAULTS: usize = 20;
/// The longest title.
const LONGEST_TITLE: usize = 64;

const SVG: &str = "http://www.w3.org/2000/svg";

/// A rule that a logo breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LogoFault {
    /// Its name.
    pub rule: Rule,
    /// What there is instead, safe to show.
    pub text: String,
    /// Whether receivers show it all the same.
    pub advice: bool,
}

/// The rules. New values may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// It is XML that can be read.
    Xml,
    /// Its root is `svg` of the namespace of SVG.
    Root,
    /// `version="1.2"`.
    Version,
    /// `baseProfile="tiny-ps"`.
    BaseProfile,
    /// One `title` that is not empty.
    Title,
    /// No `x` and `y` of the root.
    Position,
    /// A `viewBox` that is a square.
    ViewBox,
    /// Its size in pixels.
    Dimensions,
    /// No scripts.
    Script,
    /// No animation.
    Animation,
    /// No images of pixels.
    Raster,
    /// Nothing that leads elsewhere.
    ExternalReference,
    /// No element that the profile does not have.
    Element,
    /// No attribute that the profile does not have, or with another value.
    Attribute,
    /// At most 32 KB.
    Size,
}

const ANIMATION: [&str; 6] = [
    "animate",
    "animateColor",
    "animateMotion",
    "animateTransform",
    "set",
    "mpath",
];
/// Multimedia, links, conditions, other languages, filters.
const ELEMENTS: [&str; 13] = [
    "a",
    "audio",
    "video",
    "animation",
    "switch",
    "foreignObject",
    "handler",
    "listener",
    "prefetch",
    "discard",
    "filter",
    "iframe",
    "embed",
];
/// Attributes that may be there with one value only (section 2.3).
const FIXED: [(&str, &str); 6] = [
    ("zoomAndPan", "disable"),
    ("externalResourcesRequired", "false"),
    ("focusable", "false"),
    ("snapshotTime", "none"),
    ("playbackOrder", "all"),
    ("timelineBegin", "onLoad"),
];

/// What is wrong with a logo; nothing where it is as it must be.
#[must_use]
pub fn check(file: &[u8]) -> Vec<LogoFault> {
    let mut faults = Faults(Vec::new());
    let unpacked = match gzip::is_packed(file) {
        true => gzip::unpacked(file, MOST_UNPACKED),
        false => Some(file.to_vec()),
    };
    let Some(file) = unpacked else {
        faults.must(
            Rule::Xml,
            "it is packed with gzip, and damaged or larger than 256 KB",
        );
        return faults.0;
    };
    if file.len() > ADVISED {
        let size = file.len();
        faults.should(
            Rule::Size,
            &format!("it has {size} octets, and some receivers show none of more than {ADVISED}"),
        );
    }
    let text = String::from_utf8_lossy(&file);
    let text = text.trim_start_matches('\u{feff}');
    let options = roxmltree::ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..roxmltree::ParsingOptions::default()
    };
    match Document::parse_with_options(text, options) {
        Ok(document) => faults.of_document(&document),
        Err(roxmltree::Error::DtdDetected) => {
            faults.must(Rule::Xml, "it has a DOCTYPE, which receivers do not read");
        }
        Err(error) => faults.must(Rule::Xml, &error.to_string()),
    }
    faults.0
}

struct Faults(Vec<LogoFault>);

impl Faults {
    fn add(&mut self, rule: Rule, text: &str, advice: bool) {
        let text = shortened(visible(text.as_bytes()), 300);
        let is_told = self
            .0
            .iter()
            .any(|fault| fault.rule == rule && fault.text == text);
        // Advice leaves the room for what must be.
        let of_kind = self.0.iter().filter(|fault| fault.advice == advice);
        if of_kind.count() < MOST_FAULTS && !is_told {
            self.0.push(LogoFault { rule, text, advice });
        }
    }

    fn must(&mut self, rule: Rule, text: &str) {
        self.add(rule, text, false);
    }

    fn should(&mut self, rule: Rule, text: &str) {
        self.add(rule, text, true);
    }

    fn of_document(&mut self, document: &Document<'_>) {
        let root = document.root_element();
        if root.tag_name().name() != "svg" {
            self.must(
                Rule::Root,
                &format!("its root is <{}>, not <svg>", cut(root.tag_name().name())),
            );
            return;
        }
        if root.tag_name().namespace() != Some(SVG) {
            self.must(
                Rule::Root,
                &format!("the root is not of the namespace {SVG}"),
            );
        }
        self.of_root(root);
        for node in document.descendants().filter(Node::is_element) {
            self.of_element(node);
            for attribute in node.attributes() {
                self.of_attribute(&attribute);
            }
        }
    }

    fn of_root(&mut self, root: Node<'_, '_>) {
        self.wanted(Rule::Version, root, "version", "1.2");
        self.wanted(Rule::BaseProfile, root, "baseProfile", "tiny-ps");
        for name in ["x", "y"] {
            if root.attribute(name).is_some() {
                self.must(
                    Rule::Position,
                    &format!("the root has {name}=, as Illustrator writes it: remove it"),
                );
            }
        }
        let titles: Vec<_> = root
            .children()
            .filter(|child| child.tag_name().name() == "title")
            .collect();
        match titles.as_slice() {
            [] => self.must(Rule::Title, "there is no <title> right below <svg>"),
            [title] => {
                let text = title.text().unwrap_or_default().trim();
                if text.is_empty() {
                    self.must(Rule::Title, "the <title> is empty");
                } else if text.chars().count() > LONGEST_TITLE {
                    self.should(Rule::Title, "the <title> is longer than 64 characters");
                }
            }
            _ => self.must(Rule::Title, "there are several <title> below <svg>"),
        }
        self.of_size(root);
    }

    fn wanted(&mut self, rule: Rule, root: Node<'_, '_>, name: &str, value: &str) {
        match root.attribute(name) {
            Some(found) if found == value => {}
            Some(found) => self.must(
                rule,
                &format!("{name} is \"{}\", not \"{value}\"", cut(found)),
            ),
            None => self.must(rule, &format!("the root has no {name}=\"{value}\"")),
        }
    }

    /// What Gmail and Apple say of it; the profile does not.
    fn of_size(&mut self, root: Node<'_, '_>) {
        match root.attribute("viewBox") {
            None => self.should(Rule::ViewBox, "the root has no viewBox"),
            Some(text) => match numbers(text).as_slice() {
                [_, _, width, height] if width == height && *width > 0.0 => {}
                [_, _, _, _] => self.should(
                    Rule::ViewBox,
                    &format!("viewBox=\"{}\" is no square", cut(text)),
                ),
                _ => self.should(
                    Rule::ViewBox,
                    &format!("viewBox=\"{}\" is not four numbers", cut(text)),
                ),
            },
        }
        for name in ["width", "height"] {
            if let Some(text) = root
                .attribute(name)
                .filter(|text| text.trim_end().ends_with('%'))
            {
                let text = format!(
                    "{name}=\"{}\" is relative: Gmail and Apple want pixels",
                    cut(text)
                );
                self.should(Rule::Dimensions, &text);
            }
        }
    }

    fn of_element(&mut self, node: Node<'_, '_>) {
        let name = node.tag_name().name();
        let of_svg = [None, Some(SVG)].contains(&node.tag_name().namespace());
        match name {
            _ if !of_svg => {
                self.should(
                    Rule::Element,
                    &format!("<{}> is of another language", cut(name)),
                );
            }
            "script" => self.must(Rule::Script, "there is a <script>"),
            "image" => self.must(Rule::Raster, "there is an <image>"),
            "style" => self.should(
                Rule::Element,
                "there is a <style>, and SVG Tiny has no style sheets",
            ),
            name if ANIMATION.contains(&name) => {
                self.must(Rule::Animation, &format!("there is an element <{name}>"));
            }
            name if ELEMENTS.contains(&name) => {
                self.must(Rule::Element, &format!("there is an element <{name}>"));
            }
            _ => {}
        }
    }

    fn of_attribute(&mut self, attribute: &Attribute<'_, '_>) {
        let (name, value) = (attribute.name(), attribute.value());
        if name.starts_with("on") && attribute.namespace().is_none() {
            self.must(
                Rule::Script,
                &format!("there is an attribute {}=", cut(name)),
            );
        }
        if name == "href" && !value.trim_start().starts_with('#') {
            self.must(
                Rule::ExternalReference,
                &format!("href=\"{}\" leads out of the file", cut(value)),
            );
        }
        if leads_out(value) {
            self.must(
                Rule::ExternalReference,
                &format!("{}=\"{}\" leads out of the file", cut(name), cut(value)),
            );
        }
        if let Some((_, wanted)) = FIXED.iter().find(|(fixed, _)| *fixed == name)
            && value != *wanted
        {
            self.must(
                Rule::Attribute,
                &format!("{name} is \"{}\", and may only be \"{wanted}\"", cut(value)),
            );
        }
        if name == "style" && attribute.namespace().is_none() {
            self.should(
                Rule::Attribute,
                "there is an attribute style=, and SVG Tiny has no style sheets",
            );
        }
    }
}

/// `url(…)` of something that is not in the file.
fn leads_out(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let mut targets = lower.split("url(").skip(1);
    targets.any(|target| {
        !target
            .trim_start_matches([' ', '\t', '\n', '\r', '"', '\''])
            .starts_with('#')
    })
}

fn numbers(text: &str) -> Vec<f64> {
    let words = text
        .split([' ', ',', '\t', '\n', '\r'])
        .filter(|word| !word.is_empty());
    words.take(8).map_while(|word| word.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The example of draft-svg-tiny-ps-abrotman, in short, with a viewBox.
    const GOOD: &str = r##"<?xml version="1.0"?>
<svg width="400" height="400" viewBox="0 0 400 400" xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" zoomAndPan="disable" externalResourcesRequired="false">
  <title>Example, Inc.</title>
  <desc>Logo for Example, Inc.</desc>
  <defs><linearGradient id="g"><stop offset="0" stop-color="teal"/></linearGradient></defs>
  <rect x="1" y="1" width="399" height="399" fill="url(#g)" stroke="gray" stroke-width="9"/>
  <use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#g"/>
</svg>"##;

    fn rules(file: &str) -> Vec<(Rule, bool)> {
        let faults = check(file.as_bytes()).into_iter();
        faults.map(|fault| (fault.rule, fault.advice)).collect()
    }

    #[test]
    fn a_logo_as_it_must_be_has_no_fault() {
        assert_eq!(check(GOOD.as_bytes()), []);
        assert_eq!(check(&gzip::packed(GOOD.as_bytes())), []);
        assert_eq!(check(format!("\u{feff}{GOOD}").as_bytes()), []);
    }

    #[test]
    fn each_rule_has_a_name() {
        let with = |from: &str, to: &str| {
            assert!(GOOD.contains(from), "{from}");
            GOOD.replace(from, to)
        };
        let rect = "<rect ";
        for (file, rule, advice) in [
            ("<svg".to_owned(), Rule::Xml, false),
            (
                with(
                    "<?xml version=\"1.0\"?>",
                    "<!DOCTYPE svg [<!ENTITY a \"b\">]>",
                ),
                Rule::Xml,
                false,
            ),
            (
                with("xmlns=\"http://www.w3.org/2000/svg\"", ""),
                Rule::Root,
                false,
            ),
            ("<html/>".to_owned(), Rule::Root, false),
            (
                with("version=\"1.2\"", "version=\"1.1\""),
                Rule::Version,
                false,
            ),
            (with("tiny-ps", "tiny"), Rule::BaseProfile, false),
            (with("<title>Example, Inc.</title>", ""), Rule::Title, false),
            (
                with("<title>Example, Inc.</title>", "<title> </title>"),
                Rule::Title,
                false,
            ),
            (with("<desc>", "<title>a</title><desc>"), Rule::Title, false),
            (
                with("width=\"400\" height", "x=\"0px\" width=\"400\" height"),
                Rule::Position,
                false,
            ),
            (with("0 0 400 400", "0 0 400 300"), Rule::ViewBox, true),
            (with("viewBox=\"0 0 400 400\"", ""), Rule::ViewBox, true),
            (
                with("width=\"400\" height", "width=\"100%\" height"),
                Rule::Dimensions,
                true,
            ),
            (with(rect, "<script>x</script><rect "), Rule::Script, false),
            (with(rect, "<rect onclick=\"x\" "), Rule::Script, false),
            (with(rect, "<animate/><rect "), Rule::Animation, false),
            (with(rect, "<image/><rect "), Rule::Raster, false),
            (with(rect, "<a/><rect "), Rule::Element, false),
            (
                with(rect, "<b xmlns=\"urn:x\"/><rect "),
                Rule::Element,
                true,
            ),
            (
                with("url(#g)", "url('https://a.example/b#g')"),
                Rule::ExternalReference,
                false,
            ),
            (
                with("xlink:href=\"#g\"", "xlink:href=\"https://a.example/b\""),
                Rule::ExternalReference,
                false,
            ),
            (
                with("zoomAndPan=\"disable\"", "zoomAndPan=\"magnify\""),
                Rule::Attribute,
                false,
            ),
            (
                with(rect, "<rect style=\"fill:red\" "),
                Rule::Attribute,
                true,
            ),
            (
                with("<desc>Logo", &format!("<desc>{}", "x".repeat(33_000))),
                Rule::Size,
                true,
            ),
        ] {
            assert_eq!(rules(&file), [(rule, advice)], "{file:.200}");
        }
    }

    /// As deep as it goes, and as much as it may be unpacked.
    #[test]
    fn a_hostile_logo_is_read_to_an_end() {
        let deep = format!("<svg>{}", "<g>".repeat(60_000));
        assert_eq!(rules(&deep).last(), Some(&(Rule::Xml, false)));
        let many = format!("<svg xmlns=\"{SVG}\">{}</svg>", "<a/>".repeat(15_000));
        assert!(check(many.as_bytes()).len() <= 2 * MOST_FAULTS);
        let bomb = gzip::packed(&vec![b' '; 10_000_000]);
        assert_eq!(check(&bomb)[0].rule, Rule::Xml);
    }

    proptest! {
        #[test]
        fn any_file_is_read_to_an_end(file: Vec<u8>, text in "<svg( [a-z]{1,5}=\"[#a-z:()\u{1b}]{0,9}\"){0,3}>(<[a-z]{1,6}/>|\\PC{0,9}){0,5}</svg>") {
            prop_assert!(check(&file).len() <= 2 * MOST_FAULTS);
            for fault in check(text.as_bytes()) {
                prop_assert!(!fault.text.contains(char::is_control));
            }
        }
    }
}
