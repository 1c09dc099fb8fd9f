//! What an error says of a call that Discord refused.

use reqwest::StatusCode;
use serde_json::json;

use aandeslag::discord::rest::Error;

#[test]
fn a_refusal_gives_its_reason_and_nothing_that_it_quotes() {
    let body = json!({
        "code": 50035, "message": "Invalid Form Body",
        "errors": { "data": {
            "components": { "1": { "components": { "_errors": [
                { "code": "BASE_TYPE_BAD_LENGTH", "message": "Must be between 1 and 5 in length." },
            ] } } },
            "content": { "_errors": [
                { "message": "Value \"zei \"geheim\" hier\" can't be 'geheim' or (“geheim”)." },
                { "message": "x".repeat(195) + "het-token" },
            ] },
        } },
    });
    let error = Error::refused(
        "POST /x",
        StatusCode::BAD_REQUEST,
        body.to_string().as_bytes(),
        |text| text.contains("het-token"),
    );
    assert_eq!(
        error.to_string(),
        "POST /x: Discord answered 400 (code 50035): Invalid Form Body; \
         data.components.1.components: Must be between 1 and 5 in length.; \
         data.content: Value … can't be … or (…)."
    );
    assert!(error.against_content().is_some());
}
