//! Two policies side by side: rows, directions, lists, typical persons, and the laws of comparing.

use polcheck::base::date::Date;
use polcheck::compare::{Options, Side, diff};
use polcheck::workspace::Workspace;

#[test]
fn dump() {
    let Ok(spec) = std::env::var("DUMP") else { return };
    let parts: Vec<&str> = spec.split(' ').collect();
    let mut texts = Vec::new();
    for file in walk(std::path::Path::new("policies")) {
        texts.push((file.to_string_lossy().into_owned(), std::fs::read_to_string(&file).unwrap()));
    }
    let started = std::time::Instant::now();
    let workspace = Workspace::new(texts);
    let analysis = workspace.analyse();
    println!("analysis {:?}", started.elapsed());
    let side = |text: &str| {
        let target = analysis.find(&workspace.sources, text).unwrap();
        let own = &analysis.jurisdictions[target.jurisdiction];
        println!("{} errors {}", text, own.has_errors);
        Side { program: &own.program, date: target.date.unwrap_or(Date::new(2024, 3, 5).unwrap()) }
    };
    let started = std::time::Instant::now();
    let found = diff(side(parts[0]), side(parts[1]), &Options::default()).unwrap();
    println!("diff {:?}", started.elapsed());
    use polcheck::report::diff::{Form, Page, Parts, render};
    let lang =
        if std::env::var("LANG_EN").is_ok() { polcheck::base::text::Lang::En } else { polcheck::base::text::Lang::Zh };
    let form = match std::env::var("FORM").as_deref() {
        Ok("plain") => Form::Plain,
        Ok("markdown") => Form::Markdown,
        Ok("json") => Form::Json,
        _ => Form::Text,
    };
    let worked = std::env::var("WORKED").is_ok();
    let page = Page {
        sources: &workspace.sources,
        form,
        lang,
        width: 80,
        color: false,
        parts: Parts::ALL,
        worked,
        group: None,
    };
    print!("{}", render(&found, &page));
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(walk(&path));
        } else if path.extension().is_some_and(|e| e == "pol") {
            all.push(path);
        }
    }
    all.sort();
    all
}
