//! `/insights`: what the events of some weeks add up to.
//!
//! One call, for anybody who is signed in: what counts is what they see. It reads a lot, and so on a thread of its own.

mod view;

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::problem::{Body, Problem};
use super::query::Query;
use crate::app::App;
use crate::error::FieldErrors;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::insight::{self, Range};
use crate::project;
use view::View;

/// Of which project, and how far back.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// The key of a project; all that you see, if there is none.
    #[param(example = "BEL")]
    project: Option<String>,
    /// `4w`, `12w`, `26w` or `52w`; otherwise `12w`.
    #[param(example = "12w")]
    range: Option<String>,
}

impl Asked {
    fn range(&self) -> Result<Range, Problem> {
        let Some(word) = &self.range else { return Ok(Range::default()) };
        Range::parse(word).map_err(|says| FieldErrors::one("range", says).into())
    }
}

#[utoipa::path(get, path = "/insights", tag = "issues", operation_id = "get_insights", params(Asked),
    responses((status = 200, body = View), (status = 401, body = Body), (status = 404, body = Body),
        (status = 422, body = Body)))]
/// What was opened and closed in each week and what stood where at its end, how long closing takes, how old open issues are
/// and who has them, how late mail rings, and how many assignments were taken back before anybody was mailed. The weeks
/// begin on Monday in your time zone; the last one is not over. Only issues that you see count; deleted ones never do.
pub(super) async fn show(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<View>, Problem> {
    caller.check(&app).await?;
    let range = asked.range()?;
    let looked = caller.read_long::<_, Problem, _>(&app, move |db, actor| {
        let key = asked.project.as_deref().map(str::trim).filter(|key| !key.is_empty());
        let project = key.map(|key| project::find(db, actor, key)).transpose()?;
        let insights = insight::look(db, actor, project.as_ref().map(|project| project.id), range)?;
        Ok(View::of(project.map(|project| project.key), range, insights))
    });
    looked.await.map(Json)
}
