//! The numbers of the process, for Prometheus.
//!
//! One recorder serves the whole process: whoever counts something says so to the `metrics` crate. What can be read from
//! the database is read when somebody asks (see `health`).

use std::sync::OnceLock;
use std::time::Duration;

use axum::http::StatusCode;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use outbox::{Gauges, State};

/// Bounds in seconds. The finest is 1 ms: lateness is promised to be a few.
const SECONDS: [f64; 16] =
    [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0, 300.0, 3600.0];
/// Bounds for sizes of batches.
const SIZES: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to count, once for the whole process.
pub fn begin() -> &'static PrometheusHandle {
    RECORDER.get_or_init(|| {
        let recorder = build();
        let handle = recorder.handle();
        // An error means that somebody else counts already; then /metrics shows what is told to ours: nothing.
        if metrics::set_global_recorder(recorder).is_ok() {
            describe();
        }
        handle
    })
}

fn build() -> metrics_exporter_prometheus::PrometheusRecorder {
    let of_size = Matcher::Suffix("_size".to_owned());
    PrometheusBuilder::new()
        .set_buckets(&SECONDS)
        .and_then(|builder| builder.set_buckets_for_metric(of_size, &SIZES))
        .expect("the bounds are not empty")
        .build_recorder()
}

fn describe() {
    metrics::describe_histogram!("belfry_http_requests_seconds", "Time from a request's head to its answer.");
    metrics::describe_histogram!("belfry_mail_lateness_seconds", "Time from when a mail was due to when it rang.");
    metrics::describe_gauge!("belfry_outbox_mails", "Mails in each state.");
    metrics::describe_gauge!(
        "belfry_outbox_oldest_overdue_seconds",
        "How long the oldest mail that should have left by now has been waiting."
    );
    metrics::describe_gauge!("belfry_relay_up", "Whether the relay took mail when it was last tried.");
    metrics::describe_counter!("belfry_mail_attempts_total", "Attempts to send a mail, by what the relay said.");
    metrics::describe_histogram!("belfry_store_write_batch_size", "Writes made durable by one commit.");
}

/// One request was answered.
pub fn answered(route: &str, method: &'static str, status: StatusCode, took: Duration) {
    let labels = [("route", route.to_owned()), ("method", method.to_owned()), ("status", status.as_u16().to_string())];
    metrics::histogram!("belfry_http_requests_seconds", &labels).record(took);
}

/// Everything counted so far, and how the outbox is doing now, as Prometheus reads it.
pub fn render(gauges: &Gauges) -> String {
    for state in State::ALL {
        let count = gauges.by_state.iter().find(|(word, _)| word == state.as_str()).map_or(0, |(_, count)| *count);
        metrics::gauge!("belfry_outbox_mails", "state" => state.as_str()).set(count as f64);
    }
    metrics::gauge!("belfry_outbox_oldest_overdue_seconds").set(gauges.oldest_overdue.as_secs_f64());
    begin().render()
}

/// Folds the samples of histograms together, so that they take no more room than their buckets. Called every second.
pub fn keep_up() {
    begin().run_upkeep();
}
