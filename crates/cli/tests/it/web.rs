//! The binary serving, and people in front of it.

use crate::site::binary;
use reqwest::{Client, Response, header};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// A running `tate serve`; killed when dropped.
pub struct Server {
    child: Child,
    /// `http://127.0.0.1:…/`
    pub url: String,
    /// What it printed before its address was known, and the address.
    pub said: String,
}

impl Server {
    /// Starts on a free port and waits for the address.
    pub fn start(data: &str) -> Self {
        Self::start_with(data, &[])
    }

    /// The same with further options.
    pub fn start_with(data: &str, options: &[&str]) -> Self {
        let mut child = Command::new(binary())
            .args(["serve", "--data", data, "--listen", "127.0.0.1:0"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        while !said.lines().last().is_some_and(|line| line.starts_with("http://")) {
            assert!(lines.read_line(&mut said).unwrap() > 0, "it ended before it served: {said}");
        }
        // The pipe stays open to the end: the server may print more.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        let url = said.lines().last().unwrap().to_owned();
        Self { child, url, said }
    }

    /// SIGKILL, and nothing of it is left.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM; its exit code.
    pub fn stop(mut self) -> Option<i32> {
        crate::site::tool("kill", &["-TERM", &self.child.id().to_string()]);
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A signed-in person.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    url: String,
    cookie: String,
}

impl Browser {
    /// Signs in; none when refused.
    pub async fn sign_in(server: &Server, login: &str, password: &str) -> Option<Self> {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        let browser = Self { client, url: server.url.clone(), cookie: String::new() };
        let answer = browser.post("/sign-in", &[("login", login), ("password", password)]).await.unwrap();
        if answer.status() != 303 {
            return None;
        }
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
        Some(Self { cookie: cookie.split(';').next().unwrap().to_owned(), ..browser })
    }

    /// The same person after the server has come back elsewhere.
    pub fn at(&self, server: &Server) -> Self {
        Self { url: server.url.clone(), ..self.clone() }
    }

    /// Sends a form; an error when the server is gone.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> reqwest::Result<Response> {
        self.client
            .post(format!("{}{path}", self.url.trim_end_matches('/')))
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .form(form)
            .send()
            .await
    }

    /// Status and text of a page.
    pub async fn get(&self, path: &str) -> (u16, String) {
        self.try_get(path).await.unwrap()
    }

    /// Status and text of a page; an error when the server is gone.
    pub async fn try_get(&self, path: &str) -> reqwest::Result<(u16, String)> {
        let answer = self
            .client
            .get(format!("{}{path}", self.url.trim_end_matches('/')))
            .header(header::COOKIE, &self.cookie)
            .send()
            .await?;
        Ok((answer.status().as_u16(), answer.text().await?))
    }
}

/// The value of the first input of this name on a page.
pub fn value_of<'a>(page: &'a str, name: &str) -> &'a str {
    let input = page.split(&format!("name=\"{name}\"")).nth(1).unwrap_or_else(|| panic!("no input {name}"));
    input.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap()
}
