//! A browser without a screen: cookies, forms, files; redirects are answers.

use crate::html;

/// A browser without a screen.
#[derive(Debug, Clone)]
pub struct Browser {
    /// The client, for requests out of the ordinary.
    pub client: reqwest::Client,
    pub(crate) address: String,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body as text.
    pub body: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// A header's value; empty where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where a redirect leads; empty where there is none.
    #[must_use]
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The value of a hidden, text or checked input by its name.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<String> {
        let inputs =
            html::tags(&self.body).into_iter().filter(|tag| tag.name == "input" && tag.get("name") == Some(name));
        let mut sent =
            inputs.filter(|tag| !matches!(tag.get("type"), Some("radio" | "checkbox")) || tag.get("checked").is_some());
        sent.next().map(|tag| tag.get("value").unwrap_or_default().to_owned())
    }

    /// What a browser would send for the form that goes to this path.
    #[must_use]
    pub fn fields(&self, path: &str) -> Vec<(String, String)> {
        html::fields(&self.body, path)
    }

    /// The whole address, with its query, of the form whose path ends like this.
    #[must_use]
    pub fn action_ending(&self, end: &str) -> Option<String> {
        let actions = html::tags(&self.body)
            .into_iter()
            .filter(|tag| tag.name == "form")
            .filter_map(|tag| tag.get("action").map(str::to_owned));
        actions.into_iter().find(|action| action.split('?').next().is_some_and(|path| path.ends_with(end)))
    }

    /// The body with its entities resolved.
    #[must_use]
    pub fn text(&self) -> String {
        html::unescape(&self.body)
    }

    /// Whether a page is shown and not a file or nothing.
    #[must_use]
    pub fn is_page(&self) -> bool {
        self.header("content-type").starts_with("text/html")
    }
}

impl Browser {
    /// A browser that follows no redirects and keeps cookies.
    #[must_use]
    pub fn at(address: &str) -> Self {
        let client =
            reqwest::Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { client, address: address.to_owned() }
    }

    /// The whole address of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(self.url(path))).await
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(self.client.post(self.url(path)).form(form)).await
    }

    /// Sends a form with further headers.
    pub async fn post_with(&self, path: &str, headers: &[(&str, &str)], form: &[(&str, &str)]) -> Answer {
        let request = self.client.post(self.url(path)).form(form);
        self.send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
    }

    /// Sends the form of a page back as it stands, with some fields replaced or added.
    pub async fn submit(&self, page: &Answer, path: &str, changes: &[(&str, &str)]) -> Answer {
        let Some(action) = html::action(&page.body, path) else { panic!("no form for {path} in {}", page.body) };
        let mut fields = page.fields(path);
        fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        fields.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.send(self.client.post(self.url(&action)).form(&fields)).await
    }

    /// Sends a form with a file.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], file: Option<(&str, Vec<u8>)>) -> Answer {
        let mut form = reqwest::multipart::Form::new();
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        if let Some((name, bytes)) = file {
            form = form.part("file", reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned()));
        }
        self.send(self.client.post(self.url(path)).multipart(form)).await
    }

    /// Sends a form with several files.
    pub async fn upload_many(&self, path: &str, files: &[(&str, Vec<u8>)]) -> Answer {
        let mut form = reqwest::multipart::Form::new();
        for (name, bytes) in files {
            let part = reqwest::multipart::Part::bytes(bytes.clone()).file_name((*name).to_owned());
            form = form.part("file", part);
        }
        self.send(self.client.post(self.url(path)).multipart(form)).await
    }

    /// Sends any request.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        Answer { status, headers, body: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    }
}
