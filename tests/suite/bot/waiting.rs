//! Jobs that wait for another process on the state folder.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aandeslag::bot::announcements::Announcements;
use aandeslag::bot::jobs::dead_links::DeadLinks;
use aandeslag::bot::jobs::posts::keep_posted;
use aandeslag::bot::jobs::reminder::Reminder;
use aandeslag::bot::jobs::weekly::{Channel, Trouble, Weekly};
use aandeslag::discord::rest::Rest;
use aandeslag::library::EntryRef;
use aandeslag::respond::action::Ticket;
use aandeslag::respond::{Message, Post};
use aandeslag::store::live::Live;
use aandeslag::store::posts::PostStore;
use aandeslag::store::state_file::lock;
use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::weekly::schedule;
use crate::support::folder::{Folder, file};

struct Nowhere;

impl Channel for Nowhere {
    async fn post(&self, _: Message, _: String) -> Result<(), Trouble> {
        Err(Trouble::Refused)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_job_that_waits_for_another_process_holds_up_nobody() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    let live = Arc::new(Live::load(folder.path(), None).unwrap());
    let state = tempfile::tempdir().unwrap();
    let (state, stop) = (state.path(), CancellationToken::new());
    let announcements = Arc::new(Announcements::new(state));
    let posts = Arc::new(PostStore::open(state));
    posts.start();
    let post = Post {
        about: EntryRef::new("alles", "een"),
        channel: 7,
        puts_back: false,
    };
    posts.place(Ticket(1), post);
    let rest = Rest::new(&Url::parse("http://127.0.0.1:9").unwrap(), None).unwrap();
    let weekly = Weekly::new(schedule(), state);
    let (texts, ends) = (Arc::clone(&live), stop.clone());
    let weekly = async move { weekly.keep_posting(&texts, &Nowhere, &ends).await };
    let dead_links = Arc::new(DeadLinks::open(state));
    let reminder = Reminder::new(365, state);
    let jobs: [(&str, BoxFuture<'static, ()>); 4] = [
        ("tip-van-de-week.lock", Box::pin(weekly)),
        (
            "nakijken.lock",
            Box::pin(reminder.keep_reminding(
                Arc::clone(&live),
                Arc::clone(&announcements),
                stop.clone(),
            )),
        ),
        (
            "adressen.lock",
            Box::pin(dead_links.keep_trying(Arc::clone(&live), stop.clone())),
        ),
        (
            "vaste-berichten.lock",
            Box::pin(keep_posted(posts, live, rest, announcements, stop.clone())),
        ),
    ];
    for (file, job) in jobs {
        let _other = lock(&state.join(file), Duration::ZERO).unwrap();
        let begun = Instant::now();
        tokio::spawn(job);
        // The one thread that answers takes it behind the job.
        tokio::spawn(async {}).await.unwrap();
        assert!(begun.elapsed() < Duration::from_secs(4), "{file}");
    }
    stop.cancel();
}
