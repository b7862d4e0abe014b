//! Just enough HTML to read the pages this program writes: forms to send back, links to follow,
//! and what a strict content security policy or a screen reader would trip over.

use std::collections::BTreeSet;

/// The most bytes of a page, uncompressed (acceptance of the first issue).
const MOST_BYTES: usize = 150 * 1024;
/// The one address outside that may stand in a page: the name of SVG, which nobody fetches.
const SVG: &str = "http://www.w3.org/2000/svg";

/// A tag with its attributes and the text up to the next tag.
#[derive(Debug, Clone)]
pub struct Tag {
    /// Lower case; an end tag begins with `/`.
    pub name: String,
    /// Name and value, entities resolved; a bare attribute has an empty value.
    pub attributes: Vec<(String, String)>,
    /// The text that follows, entities resolved.
    pub text: String,
}

impl Tag {
    /// An attribute's value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Resolves the entities that the templates write.
#[must_use]
pub fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest[1..].find(';').filter(|end| *end <= 8).map(|end| &rest[1..=end]);
        let resolved = entity.and_then(|entity| match entity {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            number => number
                .strip_prefix('#')
                .and_then(|n| {
                    n.strip_prefix('x').map_or_else(|| n.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())
                })
                .and_then(char::from_u32),
        });
        match (resolved, entity) {
            (Some(character), Some(entity)) => {
                out.push(character);
                rest = &rest[entity.len() + 2..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

/// Every tag of a page.
#[must_use]
pub fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            continue;
        }
        let mut quote = None;
        let end = rest.find(|c: char| match (quote, c) {
            (None, '"' | '\'') => {
                quote = Some(c);
                false
            }
            (Some(open), c) if open == c => {
                quote = None;
                false
            }
            (None, '>') => true,
            _ => false,
        });
        let Some(end) = end else { break };
        let (inside, after) = (&rest[..end], &rest[end + 1..]);
        let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        let text = &after[..after.find('<').unwrap_or(after.len())];
        found.push(Tag {
            name: name.trim_end_matches('/').to_lowercase(),
            attributes: attributes_of(attributes),
            text: unescape(text),
        });
        rest = after;
    }
    found
}

fn attributes_of(mut rest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return found;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (raw, left) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
            };
            value = unescape(raw);
            rest = left;
        }
        found.push((name, value));
    }
}

/// The whole action of the form that is sent to this path, with its query.
#[must_use]
pub fn action(html: &str, path: &str) -> Option<String> {
    tags(html)
        .into_iter()
        .filter(|tag| tag.name == "form")
        .filter_map(|tag| tag.get("action").map(str::to_owned))
        .find(|action| is_at(action, path))
}

fn is_at(action: &str, path: &str) -> bool {
    action == path || action.split('?').next() == Some(path)
}

/// What a browser would send for the form with this path in its action; its buttons and what stands in
/// a disabled fieldset left out.
#[must_use]
pub fn fields(html: &str, action: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let (mut inside, mut select) = (false, None);
    let mut disabled: Vec<bool> = Vec::new();
    for tag in tags(html) {
        match tag.name.as_str() {
            "fieldset" => disabled.push(tag.get("disabled").is_some()),
            "/fieldset" => {
                disabled.pop();
            }
            "form" => inside = tag.get("action").is_some_and(|its| is_at(its, action)),
            "/form" => inside = false,
            _ if !inside || disabled.contains(&true) => {}
            "input" => {
                let kind = tag.get("type").unwrap_or("text");
                let sent = match kind {
                    "radio" | "checkbox" => tag.get("checked").is_some(),
                    "submit" | "button" | "file" => false,
                    _ => true,
                };
                if let (true, Some(name)) = (sent, tag.get("name")) {
                    fields.push((name.to_owned(), tag.get("value").unwrap_or_default().to_owned()));
                }
            }
            "textarea" => {
                let text = tag.text.strip_prefix('\n').unwrap_or(&tag.text).to_owned();
                fields.push((tag.get("name").unwrap_or_default().to_owned(), text));
            }
            "select" => select = tag.get("name").map(|name| (name.to_owned(), true)),
            "/select" => select = None,
            "option" => {
                if let Some((name, first)) = &mut select {
                    let value = tag.get("value").unwrap_or(&tag.text).to_owned();
                    if *first {
                        fields.push((name.clone(), value));
                    } else if tag.get("selected").is_some()
                        && let Some(last) = fields.last_mut()
                    {
                        last.1 = value;
                    }
                    *first = false;
                }
            }
            _ => {}
        }
    }
    fields
}

/// The addresses a page links to, without their marks.
#[must_use]
pub fn links(html: &str) -> Vec<String> {
    let hrefs =
        tags(html).into_iter().filter(|tag| tag.name == "a").filter_map(|tag| tag.get("href").map(str::to_owned));
    hrefs.map(|href| href.split('#').next().unwrap_or_default().to_owned()).filter(|href| !href.is_empty()).collect()
}

/// What is wrong with a page, one sentence each; nothing for a good one.
#[must_use]
pub fn faults(html: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let tags = tags(html);
    let mut say = |fault: String| faults.push(fault);
    if html.len() > MOST_BYTES {
        say(format!("{} bytes", html.len()));
    }
    let headings = tags.iter().filter(|tag| tag.name == "h1").count();
    if headings != 1 {
        say(format!("{headings} h1"));
    }
    if tags.iter().find(|tag| tag.name == "html").and_then(|tag| tag.get("lang")) != Some("ja") {
        say("no lang".into());
    }
    if !tags.iter().any(|tag| tag.name == "title" && tag.text.chars().count() > 3) {
        say("no title".into());
    }
    let mut ids = BTreeSet::new();
    for tag in &tags {
        if tag.name == "style" || (tag.name == "script" && (tag.get("src").is_none() || !tag.text.trim().is_empty())) {
            say(format!("inline {}", tag.name));
        }
        for (name, value) in &tag.attributes {
            let outside = ["http://", "https://", "//"].iter().any(|start| value.trim().starts_with(start))
                && !(name == "xmlns" && value == SVG);
            if name == "style"
                || name.starts_with("on")
                || value.trim().to_lowercase().starts_with("javascript:")
                || (outside
                    && matches!(
                        name.as_str(),
                        "href" | "src" | "action" | "formaction" | "srcset" | "xmlns" | "content" | "poster" | "data"
                    ))
            {
                say(format!("<{} {name}=\"{value}\">", tag.name));
            }
            if name == "id" && !ids.insert(value.clone()) {
                say(format!("id {value} twice"));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_a_browser_would_send_it() {
        let html = r#"<form action="/a"><input name="x" value="1"></form><form method="post" action="/b?at=1"><input type="hidden" name="h" value="&#34;&#38;"><input type=checkbox name="c" value="1"><input type="radio" name="r" value="no"><input type="radio" name="r" value="yes" checked><select name="s"><option value="">なし<option value="k" selected>鍵</select><select name="t"><option value="first">一<option value="second">二</select><textarea name="t2">
 a &lt; b</textarea><fieldset><fieldset disabled><input name="d" value="1"></fieldset><input name="e" value="2"></fieldset><button name="z">送る</button></form>"#;
        let expected = [("h", "\"&"), ("r", "yes"), ("s", "k"), ("t", "first"), ("t2", " a < b"), ("e", "2")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(fields(html, "/b"), expected);
        assert_eq!(action(html, "/b").as_deref(), Some("/b?at=1"));
    }

    #[test]
    fn what_a_strict_policy_blocks_is_a_fault() {
        let good = r#"<!doctype html><html lang="ja"><title>題名です</title><h1>一</h1><a href="/x">y</a></html>"#;
        assert_eq!(faults(good), Vec::<String>::new());
        for bad in [
            r#"<p style="x">"#,
            "<style>a{}</style>",
            "<script>1</script>",
            r#"<a onclick="x">"#,
            r#"<img src="https://evil.example/x">"#,
            r#"<a href="javascript:x">"#,
            "<h1>二</h1>",
            r#"<p id="a"><p id="a">"#,
        ] {
            assert_ne!(faults(&good.replace("</html>", bad)), Vec::<String>::new(), "{bad}");
        }
    }
}
