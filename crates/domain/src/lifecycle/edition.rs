//! Editions of Windows: what is stated and which servicing channels it allows.

use std::collections::BTreeSet;

use super::data::Channel;
use super::lex::Token;

/// The editions that a text states.
#[derive(Debug, Default)]
pub(super) struct Editions {
    names: Vec<&'static str>,
    channels: BTreeSet<Channel>,
    /// "IoT" without "Enterprise": could be IoT Core, which is not in the data.
    pub(super) unclear_iot: bool,
}

impl Editions {
    /// Reads the words in order; neighbours that form one name are taken together.
    pub(super) fn read(tokens: &[Token]) -> Self {
        let mut editions = Self::default();
        let has = |word: &str| tokens.iter().any(|t| t.is(word));
        let (iot, ltsc, enterprise) = (has("iot"), has("ltsc"), has("enterprise"));
        match (iot, enterprise, ltsc) {
            (true, _, true) => editions.add("IoT Enterprise LTSC", &[Channel::IotLtsc]),
            (true, true, false) => editions.add("IoT Enterprise", &[Channel::Enterprise, Channel::IotLtsc]),
            (true, false, false) => editions.unclear_iot = true,
            (false, true, true) => editions.add("Enterprise LTSC", &[Channel::Ltsc]),
            // LTSC exists as Enterprise and as IoT Enterprise, with different dates from 2021 on.
            (false, false, true) => editions.add("LTSC", &[Channel::Ltsc, Channel::IotLtsc]),
            (false, true, false) if has("multi") => editions.add("Enterprise multi-session", &[Channel::Enterprise]),
            // People leave "LTSC" out, so both readings stay open.
            (false, true, false) => editions.add("Enterprise", &[Channel::Enterprise, Channel::Ltsc]),
            (false, false, false) => {}
        }
        let mut previous: Option<&Token> = None;
        for token in tokens {
            let after_pro = previous.is_some_and(|p| p.is("pro"));
            match token {
                Token::Word(w) => match w.as_str() {
                    "home" => editions.add("Home", &[Channel::HomePro]),
                    "pro" => editions.add("Pro", &[Channel::HomePro]),
                    "education" if after_pro => editions.refine("Pro", "Pro Education"),
                    "education" => editions.add("Education", &[Channel::Enterprise]),
                    "workstation" => editions.refine("Pro", "Pro for Workstations"),
                    "se" => editions.add("SE", &[Channel::HomePro]),
                    "premium" => editions.refine("Home", "Home Premium"),
                    "basic" => editions.refine("Home", "Home Basic"),
                    "ultimate" => editions.add("Ultimate", &[]),
                    "starter" => editions.add("Starter", &[]),
                    "business" => editions.add("Business", &[]),
                    "standard" => editions.add("Standard", &[]),
                    "datacenter" => editions.add("Datacenter", &[]),
                    "essentials" => editions.add("Essentials", &[]),
                    "foundation" => editions.add("Foundation", &[]),
                    _ => {}
                },
                Token::Number { .. } | Token::Half(_) => {}
            }
            previous = Some(token);
        }
        editions
    }

    fn add(&mut self, name: &'static str, channels: &[Channel]) {
        if !self.names.contains(&name) {
            self.names.push(name);
        }
        self.channels.extend(channels);
    }

    /// Replaces a name by a longer one ("Pro" by "Pro Education"); the channel stays.
    fn refine(&mut self, from: &str, to: &'static str) {
        if let Some(name) = self.names.iter_mut().find(|n| **n == from) {
            *name = to;
        }
    }

    /// The name for the answer; two stated editions are joined.
    pub(super) fn name(&self) -> Option<String> {
        (!self.names.is_empty()).then(|| self.names.join(" / "))
    }

    /// Whether the text allows a release serviced on `channel`.
    pub(super) fn allow(&self, channel: Channel) -> bool {
        channel == Channel::Any || self.channels.is_empty() || self.channels.contains(&channel)
    }

    /// Whether one of the stated editions is in `excluded` and no other is stated.
    pub(super) fn are_only(&self, excluded: &[String]) -> bool {
        !self.names.is_empty() && self.names.iter().all(|n| excluded.iter().any(|e| e == n))
    }

    /// Whether a channel of the long-term kind is possible because the text names it or Enterprise.
    pub(super) fn may_be_ltsc(&self) -> bool {
        self.channels.contains(&Channel::Ltsc) || self.channels.contains(&Channel::IotLtsc)
    }
}
